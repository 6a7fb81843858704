"""What a YAML text looks like: its indentation, its comments, and the lines that are neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Line:
    """A line of a text. `comment` is its comment, from `#` on, after a `gap` of blanks; `filled` says whether it has
    anything else."""

    indent: int
    filled: bool
    comment: str = ""
    gap: int = 0
    above: str = ""
    """A comment to put above it."""
    gone: bool = False
    """Whether nothing of it is left: what it said stands in the comment of a line before it."""
    inner: bool = False
    """Whether it lies within a scalar of several lines."""

    @property
    def blank(self) -> bool:
        return not (self.filled or self.comment or self.gone)


def indentation(text: str) -> tuple[int, int]:
    """How far the text indents maps, and how far it indents the dashes of a list in a map: by its first of each."""
    mapping = re.search(r"^[^\s#-].*:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( +)[^\s#-]", text, re.MULTILINE)
    dashes = re.search(r"^( *)[^\s#-].*:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( *)- ", text, re.MULTILINE)
    return len(mapping[1]) if mapping else 2, max(0, len(dashes[2]) - len(dashes[1])) if dashes else 2


def start(text: str) -> int:
    """The number of lines up to and with the `---` that begins the document; 0 without one."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"---(\s|$)", line):
            return number if not line[3:].split("#")[0].strip() else 0
        if line.strip() and not line.startswith(("#", "%")):
            return 0
    return 0


def without_comments(text: str) -> str:
    """The text with its comments and the blanks at the end of lines taken out. A line that is a comment stays one: a
    blank line could belong to the scalar before it."""
    lines = []
    for line, found in zip(text.splitlines(), lines_of(text), strict=True):
        bare = line[: len(line.rstrip()) - len(found.comment)] if found.comment else line
        bare = bare if found.inner else bare.rstrip()
        lines.append(bare if found.filled or not found.comment else " " * found.indent + "#")
    return "\n".join(lines) + "\n"


def lines_of(text: str) -> list[Line]:
    """Every line of a YAML text."""
    covered, inner = _tokens(text)
    return [_line(line, number, covered, inner) for number, line in enumerate(text.splitlines())]


def _line(line: str, number: int, covered: Mapping[int, list[tuple[int, int]]], inner: set[int]) -> Line:
    indent = len(line) - len(line.lstrip())
    if number in inner:
        return Line(indent, True, inner=True)
    column = next((c for c in _hashes(line) if not any(a <= c < b for a, b in covered.get(number, ()))), len(line))
    before = line[:column]
    return Line(indent, bool(before.strip()), line[column:].rstrip(), column - len(before.rstrip()))


def _hashes(line: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(r"(?:(?<=\s)|^)#", line))


def _tokens(text: str) -> tuple[dict[int, list[tuple[int, int]]], set[int]]:
    """By line, the columns that scalars cover; and the lines that lie within a scalar of several lines."""
    covered: dict[int, list[tuple[int, int]]] = {}
    inner: set[int] = set()
    for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if not isinstance(token, yaml.ScalarToken):
            continue
        first, last = token.start_mark, token.end_mark
        if token.style in ("|", ">"):
            keeps_blanks = re.match(r"[|>]\d?\+", text[first.index : first.index + 3]) is not None
            end = last.line if keeps_blanks else _end_of_block(text, first.line + 1, last.line)
            inner.update(range(first.line + 1, end))
        elif first.line == last.line:
            covered.setdefault(first.line, []).append((first.column, last.column))
        else:
            inner.update(range(first.line + 1, last.line))
            covered.setdefault(first.line, []).append((first.column, len(text)))
            covered.setdefault(last.line, []).append((0, last.column))
    return covered, inner


def _end_of_block(text: str, first: int, last: int) -> int:
    """The line after a block scalar: blank lines behind it are not counted as its own."""
    lines = text.splitlines()
    last = min(last, len(lines))
    while last > first and not lines[last - 1].strip():
        last -= 1
    return last
