"""Values of version 3 of the chart -> values of version 4, and what changed.

    text --> Document --> rules, in order --> Document --> text, with the comments back in their places
                            |
                            +--> a Change for each thing that is not as it was

`ruamel.yaml` is imported here only, so that a build does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..values.load import Values, load_text
from ..values.version import is_old
from . import behaviour, collectors, destinations, features, pod_logs, services, spellings
from .document import Document, document_of_text, document_of_values
from .report import Change
from .write import written, written_values

Rule = Callable[[Document], Iterator[Change]]

RULES: tuple[Rule, ...] = (
    collectors.move_collectors,
    services.split_cluster_metrics,  # before assignments: it makes hostMetrics and costMetrics
    pod_logs.split_pod_logs,
    destinations.name_destinations,  # after everything that moves a list of destinations
    services.complete_opencost,  # needs the destinations by name
    features.remove_keys,
    features.enable_profilers,
    features.assign_collectors,
)
"""For values of version 3 only: each takes something for granted that only version 3 did."""

FOR_GRANTED: tuple[Rule, ...] = (services.complete_opencost, features.enable_profilers, features.assign_collectors)
"""Those that only write out what version 3 took for granted: of overlays, the values below them say that."""


@dataclass(frozen=True)
class Migration:
    """The new text, and each change. `old` says whether the values were of version 3 at all."""

    text: str
    changes: tuple[Change, ...]
    old: bool


def migrate_text(
    text: str, file: str = "values.yaml", keep_behaviour: bool = False, overlay: bool = False
) -> Migration:
    """The values of a file as version 4. What needs no change is given back as it is. Raises Refused.

    An `overlay` goes over other values, which are migrated too: to it nothing is added.
    """
    values = load_text(text, file)
    plain = text.replace("\r\n", "\n")
    document = document_of_text(plain, values, overlay)
    changes, old = _apply(document, values, keep_behaviour)
    if not _edited(changes):
        return Migration(text, changes, old)
    result = written(document, plain, values)
    return Migration(result.replace("\n", "\r\n") if "\r\n" in text else result, changes, old)


def migrate_values(values: Values, keep_behaviour: bool = False) -> tuple[Values, tuple[Change, ...]]:
    """Merged values as version 4, each part with the place in which it was written; and each change."""
    document = document_of_values(values)
    changes, _ = _apply(document, values, keep_behaviour)
    return written_values(document, values), changes


def _apply(document: Document, values: Values, keep_behaviour: bool) -> tuple[tuple[Change, ...], bool]:
    old = is_old(values.data)
    rules = [rule for rule in RULES if not (document.overlay and rule in FOR_GRANTED)]
    changes = [change for rule in rules for change in rule(document)] if old else []
    if old and not document.overlay:
        changes += behaviour.changed_behaviour(document, keep_behaviour)
    changes += spellings.rewrite_spellings(document)
    return tuple(_placed(change, document, values) for change in changes), old


def _edited(changes: tuple[Change, ...]) -> bool:
    return any(change.kind in ("moved", "added", "removed") for change in changes)


def _placed(change: Change, document: Document, values: Values) -> Change:
    """The change with the old line that it is about: of its source, of what is around its target, of what is near."""
    span = values.locate_key(change.source or document.written_at(change.target) or change.near)
    return replace(change, span=span)
