"""The tree of values: every key and every value with its place in the text that gave it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from ..report.contribution import Contribution
from ..report.diagnostics import Path, Span
from .placed import placed

Scalar: TypeAlias = str | int | float | bool | None
MAX_DEPTH = 100
"""Levels of nesting. Later stages walk values by recursion, and no real values come near it."""


@dataclass(frozen=True, eq=False)
class SourceText:
    """A text that values come from: a file, standard input, or an argument such as `--set`."""

    file: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def span(self, start: int, end: int) -> Span:
        """The place of text[start:end], cut at the end of its first line; at the end of the file, its last line."""
        if start >= len(self.text):
            start = len(self.text.rstrip("\r\n"))
        line = bisect_right(self.line_starts, start)
        line_end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        length = max(1, min(end, line_end) - start)
        return Span(self.file, line, start - self.line_starts[line - 1] + 1, length)


class Extent(NamedTuple):
    """Characters of a source, from `start` up to `end`."""

    source: SourceText
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.source.span(self.start, self.end)


class Node(NamedTuple):
    """A value, its extent, and that of its key. `style` is how a text is written: YAML's `'`, `"`, `|`, `>` or plain
    (empty); `=` for an argument, where a backslash takes away a meaning; `file` for the content of a file."""

    value: Scalar | dict[str, Node] | list[Node]
    extent: Extent
    key: Extent | None = None
    style: str = ""


def plain(node: Node) -> Any:
    """The values as plain maps, lists and scalars, nothing shared between any two places."""
    value = node.value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return value


def with_places(node: Node, path: Path = ()) -> Any:
    """The same, in which each text and number knows that the user wrote it. A bool is a plain one: it may end in a
    Kubernetes object, which takes nothing else."""
    value = node.value
    if isinstance(value, dict):
        return {key: with_places(child, (*path, key)) for key, child in value.items()}
    if isinstance(value, list):
        return [with_places(child, (*path, index)) for index, child in enumerate(value)]
    return value if isinstance(value, bool) else placed(value, Contribution("value", path))


def find(root: Node, path: Path) -> tuple[Node, bool]:
    """The node at a path, or its nearest ancestor; and whether it is the path's own."""
    node = root
    for part in path:
        child = _child(node, part)
        if child is None:
            return node, False
        node = child
    return node, True


def _child(node: Node, part: str | int) -> Node | None:
    value = node.value
    if isinstance(value, dict):
        return value.get(part) if isinstance(part, str) else None
    if isinstance(value, list):
        return value[part] if isinstance(part, int) and 0 <= part < len(value) else None
    return None


def value_span(node: Node) -> Span:
    """Where a value stands. For a map, a list, and a value that was left out, that is where its key stands."""
    written = not isinstance(node.value, dict | list) and node.extent.end > node.extent.start
    return node.extent.span if written or node.key is None else node.key.span


def key_span(node: Node) -> Span:
    return node.key.span if node.key is not None else node.extent.span
