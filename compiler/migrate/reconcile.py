"""An overlay over values that are migrated too: together they must say what version 3 said together.

What a rule made of an overlay alone may differ, for it depends on what stands below: a list of destinations replaced
another, a map does not, so that those below are disabled; how logs are gathered may be said in one file and what to do
with them in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap

from ..report.diagnostics import Path
from ..values.nested import overlay
from .document import Document, Entry, commented
from .report import Change

WHY = "with the values below it, version 3 said so"


def reconcile(document: Document, below: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[Change]:
    """Changes an overlay so that over the new values `below` it gives what is `wanted`."""
    yield from _reconcile(document, (), below, overlay(below, _plain(document.root)), wanted)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _reconcile(
    document: Document, path: tuple[str, ...], below: Any, both: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Iterator[Change]:
    for key, value in wanted.items():
        found = both.get(key)
        if isinstance(value, Mapping) and isinstance(found, Mapping):
            inner = below.get(key) if isinstance(below, Mapping) else None
            yield from _reconcile(document, (*path, key), inner, found, value)
        elif found != value:
            yield from _say(document, path, key, value)
    for key, value in both.items():
        if key not in wanted and value is not None:
            is_below = isinstance(below, Mapping) and below.get(key) is not None
            gone = {"disabled": True} if path == ("destinations",) else None
            yield from _say(document, path, key, gone) if is_below else _take(document, path, key, below)


def _say(document: Document, path: tuple[str, ...], key: str, value: Any) -> Iterator[Change]:
    section = document.ensure(*path)
    if section is None:
        return
    if key in section:
        section[key] = commented(value)
    else:
        document.put(section, key, Entry(commented(value)))
    yield Change("added", WHY, target=(*path, key), near=_near(document, (*path, key)))


def _take(document: Document, path: tuple[str, ...], key: str, below: Any) -> Iterator[Change]:
    """Takes a key out; its section too if that is empty then, and stands below as well: both say what one does."""
    section = document.section(*path)
    if section is not None and key in section:
        entry = document.take(section, key)
        yield Change("moved", WHY, entry.origin, (), near=entry.origin)
        if isinstance(below, Mapping):
            _drop_empty(document, path)


def _drop_empty(document: Document, path: tuple[str, ...]) -> None:
    """A section that nothing is left in would be read as one of its own."""
    while path and isinstance(section := document.section(*path), CommentedMap) and not section:
        around = document.section(*path[:-1])
        assert around is not None
        document.take(around, path[-1])
        path = path[:-1]


def _near(document: Document, path: Path) -> Path:
    return document.written_at(path)
