"""What `--fail-on` can name."""

from __future__ import annotations

from .changes import Difference


def holds(found: Difference, condition: str) -> bool:
    """Whether a difference is what the condition is for."""
    lost = {change.aspect for change in found.changes if change.how == "removed"}
    match condition:
        case "changes":
            return found.same is False
        case "unknown":
            return found.same is None
        case "lost-source":
            return "sources" in lost
        case "lost-series":
            return bool(lost & {"sources", "metrics"})
        case "lost-label":
            return "labels" in lost or any(change.was for change in found.changes)
        case "blind-alert":
            return bool(found.blind)
        case "budget":
            return any(breach["severity"] == "error" for breach in found.budgets)
    raise ValueError(condition)
