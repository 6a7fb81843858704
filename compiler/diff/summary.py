"""The words that every output begins with."""

from __future__ import annotations

from .changes import ASPECTS, Change, Difference

ONE = {
    "sources": "source", "metrics": "metric", "labels": "label", "logs": "log rule", "intervals": "interval",
    "sampling": "sampling rule", "tenants": "tenant", "processors": "processor", "limits": "limit",
    "endpoints": "endpoint", "credentials": "credential", "settings": "setting",
    "workloads": "workload setting", "permissions": "permission",
}  # fmt: skip
SIGN = {"added": "+", "removed": "-", "changed": "~"}
VERB = {"added": "added", "removed": "lost", "changed": "changed"}
NO_CHANGE = "they do the same"


def summary(found: Difference) -> str:
    """One line: `3 sources added, 41 metrics lost, 2 labels changed`."""
    if not found.changes:
        return NO_CHANGE if found.same else "nobody can tell whether they do the same"
    parts = []
    for aspect in ASPECTS:
        for how, verb in VERB.items():
            names = {
                (c.name, c.sources if aspect != "metrics" else ())
                for c in found.changes
                if (c.aspect, c.how) == (aspect, how) and not c.was
            }
            if names:
                parts.append(f"{len(names)} {ONE[aspect]}{'s' if len(names) > 1 else ''} {verb}")
    renamed = len({(c.was, c.name, c.sources) for c in found.changes if c.was})
    if renamed:
        parts.append(f"{renamed} label{'s' if renamed > 1 else ''} renamed")
    unproven = sum(not change.proven for change in found.changes)
    return ", ".join(parts) + (f" ({unproven} without a proof that telemetry changes)" if unproven else "")


def detail(change: Change) -> str:
    """What changed, without its place: `+ clusterMetrics.kubelet`, `~ scrape_interval "60s" -> "30s"`."""
    text = f"{SIGN[change.how]} {f'{change.was} -> ' if change.was else ''}{change.name}"
    if change.how == "changed" and (change.old or change.new):
        text += f": {change.old or 'nothing'} -> {change.new or 'nothing'}"
    elif change.old or change.new:
        text += f": {change.old or change.new}"
    return text if change.proven else f"{text} (unknown whether telemetry changes)"


def where(change: Change) -> str:
    """The lines that say so, old and new."""
    places = [str(place) for place in (change.at_old, change.at_new) if place is not None]
    return " -> ".join(dict.fromkeys(places))
