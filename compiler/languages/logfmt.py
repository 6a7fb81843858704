"""logfmt as github.com/go-logfmt/logfmt decodes it, the decoder of `stage.logfmt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .gostrings import is_valid, size, valid

LONGEST_LINE = 65536
"""A line of this many bytes ends the decoding, unread: the buffer of Go's scanner is full."""


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The keys and values in order, up to the first fault; what stands before it counts."""
    for record in text.split("\n"):
        if size(record) >= LONGEST_LINE:
            return
        for key, value in _record(record.removesuffix("\r")):
            if value is None:
                return
            yield key, value


def _record(record: str) -> Iterator[tuple[str, str | None]]:
    """The pairs of one line; a None is a fault."""
    position, end = 0, len(record)
    while position < end:
        while position < end and record[position] <= " ":
            position += 1
        begin = position
        while position < end and record[position] > " " and record[position] not in '="':
            position += 1
        key = record[begin:position]
        sign = record[position : position + 1]
        if sign == '"' or (sign == "=" and not key) or not _is_key(key):
            yield key, None
            return
        if sign != "=":
            if key:
                yield key, ""
            continue
        position += 1
        if record[position : position + 1] == '"':
            found = _quoted().match(record, position)
            value = _unquoted(found[0]) if found else None
            position = found.end() if found else end
        else:
            begin = position
            while position < end and record[position] > " " and record[position] not in '="':
                position += 1
            fits = position == end or record[position] <= " "
            value = record[begin:position] if fits else None
        yield key, value
        if value is None:
            return


def _is_key(key: str) -> bool:
    """A key with a broken character, or with the one that stands for it, is a fault."""
    return key.isascii() or ("\ufffd" not in key and is_valid(key))


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r'"(?:\\[\s\S]|[^"\\])*"')


def _unquoted(spelling: str) -> str | None:
    """A quoted value. One with escapes is read as JSON is; one without is what it is."""
    inner = spelling[1:-1]
    if "\\" not in inner:
        return inner
    if min(inner) < " " or _wrong_escape().search(inner):
        return None
    return _escapes().sub(_unescaped, valid(inner))


@cache
def _wrong_escape() -> re.Pattern[str]:
    return re.compile(r"^(?:\\(?:[\"\\/'bfnrt]|u[0-9a-fA-F]{4})|[^\\])*\\(?![\"\\/'bfnrt]|u[0-9a-fA-F]{4})")


@cache
def _escapes() -> re.Pattern[str]:
    return re.compile(r"((?:\\u[0-9a-fA-F]{4})+)|\\(.)")


def _unescaped(found: re.Match[str]) -> str:
    codes, letter = found.groups()
    if letter:
        return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(letter, letter)
    units = bytes.fromhex(codes.replace("\\u", ""))
    pairs = units.decode("utf-16-be", "surrogatepass")
    return re.sub("[\ud800-\udfff]", "\ufffd", pairs)
