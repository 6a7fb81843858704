"""Stages of structured metadata."""

from __future__ import annotations

from ...languages.gostrings import is_valid
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, text_of


def structured_metadata(arguments: Arguments) -> Stage:
    """`stage.structured_metadata`: takes extracted values, then labels, which are labels no more."""
    pairs = tuple((arguments.sources() or {}).items())
    pattern = arguments.regexp("regex")

    def take(entry: Entry, run: Run) -> None:
        wanted = [(name, source) for name, source in pairs if source in entry.extracted]
        if pattern:
            wanted += [(name, name) for name in entry.extracted if pattern.matches(name)]
        for name, source in wanted:
            value = text_of(entry.extracted[source])
            if value is not None and is_valid(value):
                entry.metadata[name] = value
        moved = [(name, source) for name, source in pairs if source in entry.labels]
        _move(entry, moved)
        if pattern:
            _move(entry, [(name, name) for name in entry.labels if pattern.matches(name)])

    return each(take)


def _move(entry: Entry, moved: list[tuple[str, str]]) -> None:
    for name, label in moved:
        entry.metadata[name] = entry.labels[label]
    for _, label in moved:
        entry.labels.pop(label, None)


def structured_metadata_drop(arguments: Arguments) -> Stage:
    """`stage.structured_metadata_drop`: removes it by name."""
    names = arguments.texts("values")
    if not names:
        raise arguments.fault("`stage.structured_metadata_drop` needs `values`", "values")

    def remove(entry: Entry, run: Run) -> None:
        for name in names:
            entry.metadata.pop(name, None)

    return each(remove)
