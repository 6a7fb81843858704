"""Values files and overrides -> one tree of values, every place of it known."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO, TypeAlias

from ..report.diagnostics import Diagnostic, Path, Refused, Span, refuse
from ..report.record import dataclass
from .merge import merge
from .overrides import Override, override, override_sources
from .source import MAX_BYTES, read_bytes, read_source
from .tree import Extent, Node, SourceText, find, key_span, value_span, with_places
from .within import extent_within

STDIN = "<stdin>"
Layer: TypeAlias = tuple[Node, list[Diagnostic]]
"""A values file that was read, and its faults."""


@dataclass(frozen=True)
class Values:
    """The merged values: `data` plain, and where each part of it was written. `sources` are the texts by file."""

    data: dict[str, Any]
    root: Node
    sources: Mapping[str, str]
    warnings: tuple[Diagnostic, ...] = ()

    def locate(self, path: Path) -> Span | None:
        """Where the value at a path stands, a map or list at its key; for a path that is not there, where its nearest
        ancestor stands. None where the values have no such ancestor."""
        node, exact = find(self.root, path)
        if node is self.root:
            return None
        return value_span(node) if exact else key_span(node)

    def locate_key(self, path: Path) -> Span | None:
        """Where the key at a path stands, or its nearest ancestor's."""
        node, _ = find(self.root, path)
        return None if node is self.root else key_span(node)

    def locate_within(self, path: Path, line: int, column: int) -> Span | None:
        """Where a line and column, from 1, of the text at a path stand in the file."""
        node, exact = find(self.root, path)
        within = extent_within(node, line, column) if exact else None
        return within.span if within else self.locate(path)

    def place(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics with the spans that they left out."""
        return [self._placed(diagnostic) for diagnostic in diagnostics]

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        if diagnostic.span is not None:
            return diagnostic
        if diagnostic.within is not None:
            return replace(diagnostic, span=self.locate_within(diagnostic.path, *diagnostic.within))
        locate = self.locate_key if diagnostic.about_key else self.locate
        return replace(diagnostic, span=locate(diagnostic.path))


def load(
    files: Sequence[str],
    overrides: Sequence[Override] = (),
    stdin: BinaryIO | None = None,
    sources: dict[str, str] | None = None,
) -> Values:
    """Reads values as Helm does: files, the later over the earlier, then overrides. `-` is standard input.

    Raises Refused with the faults of all of them. `sources`, if given, receives every text that was read, so that they
    can be shown even then.
    """
    texts = {} if sources is None else sources
    layers = [_read_file(file, stdin, texts) for file in files]
    return combine(layers, overrides, texts, stdin)


def combine(
    layers: Sequence[Layer], overrides: Sequence[Override], texts: dict[str, str], stdin: BinaryIO | None = None
) -> Values:
    """Files that are read already, the later over the earlier, then overrides. Raises Refused as `load` does."""
    found: list[Diagnostic] = []
    root = Node({}, Extent(SourceText("", ""), 0, 0))
    for read, faults in layers:
        root, warnings = merge(root, read)
        found += [*faults, *warnings]
    return _apply(root, overrides, found, stdin, texts)


def read_layer(file: str, content: bytes) -> tuple[Layer, str]:
    """What a values file says, with its faults, and its text."""
    source, faults = read_bytes(file, content)
    return (Node({}, Extent(SourceText(file, ""), 0, 0)), faults) if faults else read_source(source), source.text


def load_text(text: str, file: str = "values.yaml", overrides: Sequence[Override] = ()) -> Values:
    """The values of one text, as `load` reads a file. Raises Refused."""
    source, found = read_bytes(file, text.encode("utf-8", "surrogatepass"))
    root, faults = read_source(source) if not found else (Node({}, Extent(source, 0, 0)), [])
    return _apply(root, overrides, found + faults, None, {file: source.text})


def _apply(
    root: Node, overrides: Sequence[Override], found: list[Diagnostic], stdin: BinaryIO | None, texts: dict[str, str]
) -> Values:
    texts.update({source.file: source.text for _, source in override_sources(overrides)})
    root, faults = override(root, overrides, lambda file, extent: _file_content(file, extent, stdin, texts))
    return Values(with_places(root), root, texts, tuple(refuse([*found, *faults])))


def _read_file(file: str, stdin: BinaryIO | None, texts: dict[str, str]) -> Layer:
    name = STDIN if file.strip() == "-" else file
    empty = Node({}, Extent(SourceText(name, ""), 0, 0))
    try:
        content = _content(file, stdin)
    except (OSError, ValueError) as error:
        return empty, [_unreadable(name, error, Span(name, 1, 1))]
    layer, texts[name] = read_layer(name, content)
    return layer


def _content(file: str, stdin: BinaryIO | None) -> bytes:
    """A file's bytes, at most one more than is allowed: a file may have no end."""
    if file.strip() == "-":
        return (stdin or sys.stdin.buffer).read(MAX_BYTES + 1)
    with open(file, "rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _unreadable(file: str, error: Exception, span: Span) -> Diagnostic:
    reason = (error.strerror if isinstance(error, OSError) else None) or "it cannot be opened"
    return Diagnostic(
        "unreadable-file", f"`{file}` cannot be read: {reason}", (), "check its name and its rights", span=span
    )


def _file_content(file: str, extent: Extent, stdin: BinaryIO | None, texts: dict[str, str]) -> Node:
    """The text of a file that `--set-file` names. Raises Refused."""
    try:
        content = _content(file, stdin)
    except (OSError, ValueError) as error:
        raise Refused([_unreadable(file, error, extent.span)]) from None
    name = STDIN if file.strip() == "-" else file
    if len(content) > MAX_BYTES:
        help = "a value larger than 4 MiB cannot be meant"
        raise Refused([Diagnostic("file-too-large", f"`{name}` is too large", (), help, span=extent.span)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        help = "save the file as UTF-8"
        raise Refused([Diagnostic("invalid-utf8", f"`{name}` is not UTF-8 text", (), help, span=extent.span)]) from None
    texts[name] = text
    return Node(text, Extent(SourceText(name, text), 0, len(text)), style="file")
