"""What has no place in version 4, as a comment with a TODO where it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..values.load import Values
from ..values.tree import Node, find
from .layout import Line, lines_of
from .report import Change

TODO = "# TODO no place in version 4: "


def left_out(text: str, values: Values, changes: Iterable[Change]) -> list[Line]:
    """The lines of the old text, those of what was taken out as comments. Of what stands in a line with something else,
    the comment stands above that line."""
    lines, raw = lines_of(text), text.splitlines()
    for change in changes:
        node, exact = find(values.root, change.source)
        if change.kind != "removed" or not change.source or not exact or node.value in (None, "", [], {}):
            continue
        first, last = _first(node), last_line(node)
        if _is_alone(node, raw, first, last):
            column = lines[first].indent
            told = [f"# {_outdented(line, column)}".rstrip() for line in raw[first : last + 1]]
            lines[first] = Line(column, False, f"{TODO}{change.why}\n" + "\n".join(told))
            lines[first + 1 : last + 1] = [Line(0, False, gone=True)] * (last - first)
        else:
            told = [line.strip() for line in _text(node).splitlines()]
            above = "\n".join([lines[first].above, TODO + change.why, *(f"# {line}" for line in told)]).lstrip("\n")
            lines[first] = replace(lines[first], above=above)
    return lines


def _outdented(line: str, column: int) -> str:
    return line[min(column, len(line) - len(line.lstrip())) :]


def _text(node: Node) -> str:
    start = node.key.start if node.key is not None else node.extent.start
    return node.extent.source.text[start : max(_end(node), node.extent.end)].rstrip()


def _first(node: Node) -> int:
    return (node.key or node.extent).span.line - 1


def last_line(node: Node) -> int:
    """The line, from 0, that a value ends in."""
    source = node.extent.source
    return source.text[: _end(node)].rstrip().count("\n")


def _end(node: Node) -> int:
    """Where the last character of a value stands. A block of a map ends with its last entry."""
    text = node.extent.source.text
    if not isinstance(node.value, dict | list) or text[node.extent.start : node.extent.start + 1] in ("{", "["):
        return node.extent.end
    inner = node.value.values() if isinstance(node.value, dict) else node.value
    return max((_end(child) for child in inner), default=node.extent.end)


def _is_alone(node: Node, raw: list[str], first: int, last: int) -> bool:
    """Whether nothing else stands in the lines of an entry."""
    if node.key is None:
        return False
    source = node.extent.source
    before = raw[first][: node.key.start - source.line_starts[first]]
    after = raw[last][max(0, _end(node) - source.line_starts[last]) :]
    return not before.strip() and (not after.strip() or after.lstrip().startswith("#"))
