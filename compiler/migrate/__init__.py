"""Values of version 3 of the chart -> values of version 4, and what changed.

    text --> Document --> rules, in order --> Document --> text, with the comments back in their places
                            |
                            +--> a Change for each thing that is not as it was

`ruamel.yaml` is imported here only, so that a build does without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..report.diagnostics import Refused
from ..values.load import Values, combine, load_text, read_layer
from ..values.placed import bare_tree
from ..values.version import is_old
from . import behaviour, collectors, destinations, features, pod_logs, services, spellings
from .document import Document, document_of_text, document_of_values
from .reconcile import reconcile
from .report import Change, told
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


def migrate_text(text: str, file: str = "values.yaml", keep_behaviour: bool = False) -> Migration:
    """The values of a file as version 4. What needs no change is given back as it is. Raises Refused."""
    return migrate_together([(file, text)], keep_behaviour)[0]


def migrate_together(texts: Sequence[tuple[str, str]], keep_behaviour: bool = False) -> list[Migration]:
    """The texts of files, each over those before it, as version 4. Together they say what they said together: to what
    goes over others only that is added. Raises Refused with the faults of the first file that has any."""
    migrations: list[Migration] = []
    for position, (file, text) in enumerate(texts):
        values = load_text(text, file)
        plain = text.replace("\r\n", "\n")
        before = _together(texts[:position]).data
        document = document_of_text(plain, values, position > 0, bare_tree(before))
        changes, old = _apply(document, values, keep_behaviour)
        if position and old:
            new = _together([(name, done.text) for (name, _), done in zip(texts, migrations, strict=False)])
            wanted, _ = migrate_values(_together(texts[: position + 1]), keep_behaviour)
            found = tuple(reconcile(document, bare_tree(new.data), bare_tree(wanted.data)))
            changes += tuple(_placed(change, document, values) for change in found)
        migrations.append(Migration(_text(document, text, plain, values, changes), changes, old))
    return migrations


def check_migrated(done: Sequence[tuple[str, Migration]]) -> tuple[Change, ...]:
    """What keeps the migrated files together from being built, each fault at its line of the new text. Nothing where
    nothing was migrated."""
    from ..compile import compile_values

    if not any(migration.old for _, migration in done):
        return ()
    try:
        compile_values(_together([(file, migration.text) for file, migration in done]))
    except Refused as refused:
        errors = [fault for fault in refused.diagnostics if fault.severity == "error"]
        return tuple(Change("refused", told(fault), target=fault.path, span=fault.span) for fault in errors)
    return ()


def _together(texts: Sequence[tuple[str, str]]) -> Values:
    """Texts of values, the later over the earlier. Raises Refused."""
    return combine([read_layer(file, text.encode("utf-8", "surrogatepass"))[0] for file, text in texts], (), {})


def _text(document: Document, text: str, plain: str, values: Values, changes: tuple[Change, ...]) -> str:
    if not _edited(changes):
        return text
    result = written(document, plain, values, changes)
    return result.replace("\n", "\r\n") if "\r\n" in text else result


def migrate_values(values: Values, keep_behaviour: bool = False) -> tuple[Values, tuple[Change, ...]]:
    """Merged values as version 4, each part with the place in which it was written; and each change."""
    document = document_of_values(values)
    changes, _ = _apply(document, values, keep_behaviour)
    return written_values(document, values), changes


def _apply(document: Document, values: Values, keep_behaviour: bool) -> tuple[tuple[Change, ...], bool]:
    old = is_old(values.data) or is_old(document.below)
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
