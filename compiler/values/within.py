"""Places inside a text value: where its line and column stand in the file. Raw Alloy is pointed at this way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .tree import Extent, Node

_ESCAPE_LENGTHS = {"x": 4, "u": 6, "U": 10}
_BLANKS = re.compile(r"[ \t\r\n]+")


def extent_within(node: Node, line: int, column: int) -> Extent | None:
    """The character at a line and column, from 1, of a text; None if the node is no text whose characters are known."""
    if not isinstance(node.value, str):
        return None
    places = _places(node)
    if places is None:
        return None
    starts = _line_starts(node.value)
    start = starts[line - 1] if line <= len(starts) else len(node.value)
    line_end = node.value.find("\n", start)
    at = min(start + column - 1, len(node.value) if line_end < 0 else line_end)
    end_of_text = places[-1] + 1 if places else node.extent.start
    place = places[at] if at < len(places) else end_of_text
    return Extent(node.extent.source, place, place + 1)


@lru_cache(maxsize=4)
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


@lru_cache(maxsize=4)  # a text with one fault often has more
def _places(node: Node) -> list[int] | None:
    """For each character of a text, its index in the source. Reads the text again; None where that gives another."""
    source, start, end = node.extent
    raw = source.text[start:end]
    for pairs in _readings(raw, node.style):
        found = list(pairs)
        if "".join(character for character, _ in found) == node.value:
            return [start + index for _, index in found]
    return None


def _readings(raw: str, style: str) -> Iterator[Iterator[tuple[str, int]]]:
    match style:
        case "|" | ">":
            for indent in _indents(raw):
                yield _block(raw, style == ">", indent)
        case "file":
            yield ((character, index) for index, character in enumerate(raw))
        case "=":
            yield _argument(raw)
        case _:
            anchor = re.match(r"(?:[&!][^ \t\r\n]*[ \t\r\n]+)*", raw)
            yield _flow(raw, style, anchor.end() if anchor else 0)


def _argument(raw: str) -> Iterator[tuple[str, int]]:
    at = 0
    while at < len(raw):
        at += raw[at] == "\\" and at + 1 < len(raw)
        yield raw[at], at
        at += 1


def _flow(raw: str, style: str, at: int) -> Iterator[tuple[str, int]]:
    """A plain or quoted text: one line break is a blank, each more is a break; the blanks around them do not count."""
    at, end = (at + 1, len(raw) - 1) if style else (at, len(raw))
    while at < end:
        if blanks := _BLANKS.match(raw, at, end):
            breaks = [at + found.start() for found in re.finditer("\n", blanks.group())]
            if not breaks:
                yield from ((raw[index], index) for index in range(at, blanks.end()))
            elif len(breaks) == 1:
                yield " ", breaks[0]
            else:
                yield from (("\n", index) for index in breaks[1:])
            at = blanks.end()
        elif style == '"' and raw[at] == "\\":
            continued = re.compile(r"\\[ \t]*\r?\n[ \t]*").match(raw, at, end)
            if continued:
                at = continued.end()
                continue
            length = _ESCAPE_LENGTHS.get(raw[at + 1], 2)
            yield _unescape(raw[at : at + length]), at
            at += length
        else:
            yield raw[at], at
            at += 2 if style == "'" and raw[at] == "'" else 1


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v",
            "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"}  # fmt: skip


def _unescape(escape: str) -> str:
    letter = escape[1]
    return chr(int(escape[2:], 16)) if letter in _ESCAPE_LENGTHS else _ESCAPES.get(letter, letter)


def _indents(raw: str) -> Iterator[int]:
    """The possible indentations of a block: that of its first line, or what an indentation indicator made of it."""
    for line in raw.split("\n")[1:]:
        if line.strip():
            first = len(line) - len(line.lstrip(" "))
            yield from range(first, -1, -1)
            return
    yield 0


def _block(raw: str, folded: bool, indent: int) -> Iterator[tuple[str, int]]:
    """A block scalar, after libyaml: where it folds, a break between two lines that begin with no blank is a blank."""
    at = raw.find("\n") + 1
    header = raw[:at].split("#")[0]
    pending: tuple[str, int] | None = None
    empty: list[tuple[str, int]] = []
    after_blank = False
    while 0 < at < len(raw):
        line_end = raw.find("\n", at)
        stop = line_end if line_end >= 0 else len(raw)
        line = raw[at:stop].removesuffix("\r")
        if not line.strip(" ") and len(line) <= indent:
            empty.append(("\n", stop))
        else:
            begins_blank = line[indent : indent + 1] in (" ", "\t")
            if pending and folded and not after_blank and not begins_blank:
                yield from () if empty else ((" ", pending[1]),)
            elif pending:
                yield pending
            yield from empty
            yield from ((raw[index], index) for index in range(at + indent, at + len(line)))
            empty, pending, after_blank = [], ("\n", stop) if line_end >= 0 else None, begins_blank
        at = stop + 1
    if "-" not in header and pending:
        yield pending
    if "+" in header:
        yield from empty
