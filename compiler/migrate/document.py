"""Values that can be edited: each entry remembers the path at which it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.comments import Comment, CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scalarstring import ScalarString

from ..report.diagnostics import Diagnostic, Path, Refused, Span
from ..values.load import Values
from .layout import indentation, without_comments

Key: TypeAlias = str | int
MAX_WIDTH = 2**20
"""Wider than any line: nothing is folded that was not."""


@dataclass(frozen=True)
class Entry:
    """A value that was taken out, and the path at which it was written; () if it is new."""

    value: Any
    origin: Path = ()


@dataclass(frozen=True)
class Document:
    """A tree of values while rules rewrite it.

    `origins` is by the identity of a container, which it keeps alive. `shared` are containers that YAML anchors put in
    several places: they are copied before they are changed.
    """

    root: CommentedMap
    origins: dict[int, tuple[Any, dict[Key, Path]]] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    overlay: bool = False
    """Whether it goes over other values: those say what version 3 took for granted."""
    below: Mapping[str, Any] = field(default_factory=dict)
    """What these other values were before they were migrated."""

    def origin(self, container: Any, key: Key) -> Path:
        """Where an entry was written in the old values; () for a new one."""
        return self.origins.get(id(container), (None, {}))[1].get(key, ())

    def section(self, *path: str) -> CommentedMap | None:
        """The map at a path, safe to change; None if there is none. A section of `null` is an empty one."""
        container: CommentedMap = self.root
        for key in path:
            if key not in container:
                return None
            found = self.own(container, key)
            if found is None:
                return None
            container = found
        return container

    def own(self, container: Any, key: Key) -> CommentedMap | None:
        """The map under a key, for this place alone: an alias or a merge key is spelled out first."""
        value = container[key]
        if value is None:
            container[key] = empty = CommentedMap()
            return empty
        if not isinstance(value, CommentedMap):
            return None
        if id(value) in self.shared or list(_merged(value)):
            here = self.origin(container, key)
            own = CommentedMap((k, v) for k, v in value.items())
            self.shared.update(id(v) for v in own.values() if isinstance(v, CommentedMap | CommentedSeq))
            self.origins[id(own)] = (own, {k: (*here, k) for k in own} if here else {})
            container[key] = own
            return own
        return value

    def ensure(self, *path: str, after: str = "") -> CommentedMap | None:
        """The map at a path, made if it is missing: a new top-level one `after` another. None if a value is in the
        way."""
        container: CommentedMap = self.root
        for depth, key in enumerate(path):
            if key not in container:
                where = list(container).index(after) + 1 if not depth and after in container else len(container)
                container.insert(where, key, CommentedMap())
            found = self.own(container, key)
            if found is None:
                return None
            container = found
        return container

    def take(self, container: CommentedMap, key: str) -> Entry:
        """Takes an entry out of a map that is this place's own."""
        origin = self.origin(container, key)
        if id(container) in self.origins:
            self.origins[id(container)][1].pop(key, None)
        return Entry(container.pop(key), origin)

    def put(self, container: CommentedMap, key: str, entry: Entry, position: int | None = None) -> None:
        """Puts an entry into a map: at the end, or at a position."""
        container.insert(len(container) if position is None else position, key, entry.value)
        if entry.origin:
            self.origins.setdefault(id(container), (container, {}))[1][key] = entry.origin

    def claim(self, origin: Path, *path: str) -> None:
        """Says that a new section comes from an old entry, whose comments then stand above it."""
        container: Any = self.root
        for key in path[:-1]:
            container = container[key]
        self.origins.setdefault(id(container), (container, {}))[1].setdefault(path[-1], origin)

    def written_at(self, path: Path) -> Path:
        """Where the entry at a path, or the nearest one around it, was written; () for none."""
        container: Any = self.root
        found: Path = ()
        for key in path:
            if not isinstance(container, CommentedMap | CommentedSeq) or (
                isinstance(container, CommentedMap) and key not in container
            ):
                break
            found = self.origin(container, key) or found
            container = container[key]
        return found

    def rename(self, container: CommentedMap, old: str, new: str) -> None:
        """Gives an entry another key, in the same position."""
        position = list(container).index(old)
        self.put(container, new, self.take(container, old), position)


def _merged(value: CommentedMap) -> Iterator[Any]:
    yield from getattr(value, "merge", None) or ()


def copied(value: Any) -> Any:
    """A copy without the anchor of the original."""
    fresh = deepcopy(value)
    for found in _containers(fresh):
        found.yaml_set_anchor(None)
    return fresh


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, CommentedMap | CommentedSeq):
        yield value
        for child in value.values() if isinstance(value, CommentedMap) else value:
            yield from _containers(child)


def yaml(text: str = "") -> YAML:
    """A reader and writer that keeps quoting and anchors, and indents as the text does."""
    mapping, offset = indentation(text)
    made = YAML(typ="rt")
    made.preserve_quotes = True
    made.width = MAX_WIDTH
    made.brace_single_entry_mapping_in_flow_sequence = True
    made.indent(mapping=mapping, sequence=offset + 2, offset=offset)
    return made


def document_of_text(
    text: str, values: Values, overlay: bool = False, below: Mapping[str, Any] | None = None
) -> Document:
    """The document of a text that `values` were read from. Its comments are left out: `write` puts them back."""
    try:
        root = yaml(text).load(without_comments(text))
    except MarkedYAMLError as error:
        raise Refused([_syntax_fault(error, values)]) from None
    document = Document(root if isinstance(root, CommentedMap) else CommentedMap(), overlay=overlay, below=below or {})
    _remember(document, document.root, ())
    return document


def _syntax_fault(error: MarkedYAMLError, values: Values) -> Diagnostic:
    """What YAML 1.2 does not allow, though most readers do: a tab between words, for one."""
    file, source = next(iter(values.sources.items()))
    mark = error.problem_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (source.count("\n"), 1)
    help = "put it in quotes, or use blanks instead of tabs"
    return Diagnostic("yaml-syntax", str(error.problem), help=help, span=Span(file, line, column))


def document_of_values(values: Values) -> Document:
    """The document of merged values, which have no text of their own."""
    document = Document(commented(values.data))
    _remember(document, document.root, ())
    return document


def commented(value: Any) -> Any:
    """Plain values as those of a document."""
    if isinstance(value, dict):
        return CommentedMap((key, commented(child)) for key, child in value.items())
    if isinstance(value, list):
        return CommentedSeq(commented(child) for child in value)
    return value


def _remember(document: Document, value: Any, path: Path) -> None:
    if not isinstance(value, CommentedMap | CommentedSeq):
        _forget_comments(value)
        return
    if id(value) in document.origins:
        document.shared.add(id(value))
        return
    _forget_comments(value)
    if value.yaml_anchor():
        value.anchor.always_dump = True
    pairs: list[tuple[Key, Any]] = list(value.items() if isinstance(value, CommentedMap) else enumerate(value))
    document.origins[id(value)] = (value, {key: (*path, key) for key, _ in pairs})
    for key, child in pairs:
        _remember(document, child, (*path, key))


def _forget_comments(value: Any) -> None:
    if hasattr(value, Comment.attrib):
        delattr(value, Comment.attrib)
    if isinstance(value, ScalarString) and hasattr(value, "comment"):
        value.comment = None


def dump(document: Document, text: str) -> str:
    """The document as YAML, without comments."""
    stream = StringIO()
    yaml(text).dump(document.root, stream)
    return stream.getvalue()
