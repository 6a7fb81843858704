"""Puts the comments and blank lines of a text into another text that has its entries elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .layout import Line


@dataclass(frozen=True)
class Place:
    """Where an old entry stands in the new text: lines from 0. `open` says whether a comment may end its first line."""

    line: int
    last: int
    open: bool


@dataclass(frozen=True)
class Places:
    """By old line, the places of the first and of the last entry on it."""

    first: Mapping[int, Place]
    last: Mapping[int, Place]


@dataclass(frozen=True)
class Additions:
    """What is put into the new text: by line, what goes above it, to its end, and below it."""

    above: dict[int, list[str]] = field(default_factory=dict)
    ending: dict[int, str] = field(default_factory=dict)
    below: dict[int, list[str]] = field(default_factory=dict)


def with_comments(old: Sequence[Line], fresh: Sequence[str], places: Places, head: int) -> list[str]:
    """The new lines with the comments of the old ones, from the line `head` on.

    A comment above an entry goes with the entry, as does one at its end; one that is indented deeper than what follows
    goes with what precedes it. Comments of an entry that is no more stand above the next one that is.
    """
    additions, rest = _sort(old, fresh, places, head)
    mapped = {place.line for place in places.first.values()}
    if any(line.blank for line in old):
        _open_sections(fresh, mapped, additions)
    lines: list[str] = []
    for number, line in enumerate(fresh):
        lines += additions.above.get(number, [])
        lines.append(line + additions.ending.get(number, ""))
        lines += additions.below.get(number, [])
    while lines and not lines[0]:
        del lines[0]
    return lines + rest


def _sort(old: Sequence[Line], fresh: Sequence[str], places: Places, head: int) -> tuple[Additions, list[str]]:
    """The place of every comment; what is behind the last entry is given back."""
    additions = Additions()
    pending: list[Line] = []
    orphans: list[Line] = []
    before: int | None = None
    for number, line in enumerate(old[head:], head):
        if not line.filled:
            pending += [] if line.gone else [line]
            continue
        if line.above:
            pending.append(Line(line.indent, False, line.above))
        if before is not None and before in places.last:
            pending = _keep_below(pending, line, places.last[before], old[before], fresh, additions)
        place = places.first.get(number)
        if place is None:
            orphans += [found for found in (*pending, line) if found.comment]
        else:
            shift = _indent(fresh[place.line]) - line.indent
            lines = [_text(orphan, line.indent - orphan.indent + shift) for orphan in orphans]
            lines += [_text(found, shift) for found in pending]
            additions.above.setdefault(place.line, []).extend(lines)
            orphans = []
            _put_at_end(places.last[number], line, fresh, additions)
        pending, before = [], number
    return additions, [_text(orphan, -orphan.indent) for orphan in orphans] + [_text(line, 0) for line in pending]


def _text(line: Line, shift: int) -> str:
    """A comment, of several lines where it stands for what was taken out."""
    blanks = " " * max(0, line.indent + shift)
    return "\n".join(blanks + part for part in line.comment.split("\n")) if line.comment else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _keep_below(
    pending: list[Line], line: Line, place: Place, before: Line, fresh: Sequence[str], additions: Additions
) -> list[Line]:
    """Comments deeper than the next entry belong to the one before it. Gives back the others."""
    deeper = [n for n, found in enumerate(pending) if found.comment and found.indent > line.indent]
    if not deeper:
        return pending
    shift = _indent(fresh[place.line]) - before.indent
    kept = pending[: deeper[-1] + 1]
    additions.below.setdefault(place.last, []).extend(_text(found, shift) for found in kept)
    return pending[deeper[-1] + 1 :]


def _put_at_end(place: Place, line: Line, fresh: Sequence[str], additions: Additions) -> None:
    if not line.comment:
        return
    if place.open and place.line not in additions.ending:
        additions.ending[place.line] = " " * max(1, line.gap) + line.comment
    else:
        text = " " * _indent(fresh[place.line]) + line.comment
        additions.above.setdefault(place.line, []).append(text)


def _open_sections(fresh: Sequence[str], mapped: set[int], additions: Additions) -> None:
    """A blank line above each new section at the top level. Blank lines above its first entry become that line."""
    for number, line in enumerate(fresh):
        if number in mapped or not line or line[0] in " -#}]":
            continue
        additions.above.setdefault(number, []).insert(0, "")
        inner = additions.above.get(number + 1, [])
        while inner and not inner[0]:
            del inner[0]
