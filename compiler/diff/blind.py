"""Alerts, recording rules and panels that lose what they look at."""

from __future__ import annotations

from collections.abc import Iterator

from ..languages.fault import LanguageFault
from ..languages.promql import selection
from ..queries.expressions import Expression
from .changes import Change, Difference
from .journeys import Journey
from .metrics import names


def blind(
    found: Difference, expressions: Iterator[Expression], has: tuple[Journey, ...]
) -> tuple[tuple[dict[str, str], ...], tuple[str, ...]]:
    """The expressions that lose a metric or label; and which could not be read."""
    lost = [change for change in found.changes if change.aspect == "metrics" and change.how == "removed"]
    labels = {change.name for change in found.changes if change.aspect == "labels" and change.how == "removed"}
    labels |= {change.was for change in found.changes if change.was}
    listed = [known for known in map(names, has) if known.kept]
    told: dict[tuple[str, ...], dict[str, str]] = {}
    unread = []
    for one in expressions:
        try:
            selected = selection(one.text)
        except LanguageFault:
            unread.append(f"the expression of {one.kind} `{one.name}` in {one.file} cannot be read")
            continue
        for metric in dict.fromkeys(selector.metric for selector in selected.selectors):
            change = next((c for c in lost if metric and _is_of(metric, c)), None)
            kept = any(all(metric in k for k in n.kept) and not any(metric in d for d in n.dropped) for n in listed)
            if change is not None and not kept:
                reason = f"`{metric}` of {', '.join(change.sources)} no longer arrives at {change.destination}"
                told[(*one, metric)] = _blind(one, reason)
        looked_at = {name for selector in selected.selectors for name, _, _ in selector.matchers} | set(selected.labels)
        for label in sorted(looked_at & labels):
            told[(*one, label)] = _blind(one, f"the label `{label}` is lost")
    return tuple(told.values()), tuple(dict.fromkeys(unread))


def _is_of(metric: str, change: Change) -> bool:
    from ..algebra import language

    return metric == change.name or metric in language(change.name)


def _blind(one: Expression, reason: str) -> dict[str, str]:
    return {"kind": one.kind, "name": one.name, "file": one.file, "reason": reason}
