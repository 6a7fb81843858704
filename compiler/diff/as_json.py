"""A difference as JSON, and for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .changes import ASPECTS, Change, Counts, Difference, Pair, Place, Witness


def as_json(found: Difference) -> dict[str, Any]:
    """The stable form of docs/diff.md. What belongs to no destination stands below ""."""
    names = sorted({change.destination for change in found.changes})
    return {
        "same": found.same,
        "destinations": {name: _destination(c for c in found.changes if c.destination == name) for name in names},
        "witnesses": [_witness(witness) for witness in found.witnesses],
        "warnings": list(found.warnings),
        "unknown": list(found.unknown),
        "counts": _counts(found.counts),
        "blind": list(found.blind),
        "budgets": list(found.budgets),
    }


def _destination(changes: Iterable[Change]) -> dict[str, Any]:
    found: dict[str, Any] = {aspect: {"added": [], "removed": [], "changed": []} for aspect in ASPECTS}
    for change in changes:
        found[change.aspect][change.how].append(_change(change))
    return found


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "signal": change.signal,
        "sources": list(change.sources),
        "old": change.old or None,
        "new": change.new or None,
        "at": {"old": _place(change.at_old), "new": _place(change.at_new)},
        "proven": change.proven,
        "was": change.was or None,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"path": place.path or None, "file": place.file or None, "line": place.line or None}


def _witness(witness: Witness) -> dict[str, Any]:
    return {
        "destination": witness.destination,
        "source": witness.source,
        "datum": witness.datum,
        "old": list(witness.old),
        "new": list(witness.new),
    }


def _counts(counts: Counts | None) -> dict[str, Any]:
    if counts is None:
        return {}
    return {
        "destinations": {name: _pairs(pairs) for name, pairs in counts.destinations.items()},
        "metrics": {name: _pairs(pairs) for name, pairs in counts.metrics.items()},
        "rules": _pairs(counts.rules),
        "assumptions": list(counts.assumptions),
    }


def _pairs(pairs: Iterable[Pair]) -> dict[str, Any]:
    return {pair.name: {"old": pair.old, "new": pair.new} for pair in pairs}
