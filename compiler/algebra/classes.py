"""Sets of characters, as ranges of code points."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from ..languages.fault import NotModelled

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Sorted, apart from each other, both ends included."""

EVERYTHING: Ranges = ((0, 0xD7FF), (0xE000, 0x10FFFF))
"""Every character that a text of UTF-8 can hold."""

_UNDERSCORE, _DIGIT = ((95, 95),), ((48, 57),)
_UPPER, _LOWER = ((65, 90),), ((97, 122),)
_SPACES: Ranges = ((9, 10), (12, 13), (32, 32))

_NAMED: dict[str, Ranges] = {
    "d": _DIGIT,
    "w": (*_DIGIT, *_UPPER, *_UNDERSCORE, *_LOWER),
    "s": _SPACES,
    "alnum": (*_DIGIT, *_UPPER, *_LOWER),
    "alpha": (*_UPPER, *_LOWER),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGIT,
    "graph": ((33, 126),),
    "lower": _LOWER,
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": _UPPER,
    "word": (*_DIGIT, *_UPPER, *_UNDERSCORE, *_LOWER),
    "xdigit": (*_DIGIT, (65, 70), (97, 102)),
}


def union(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in any order, as a set."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def complement(ranges: Ranges) -> Ranges:
    """Every other character."""
    found = []
    for first, last in EVERYTHING:
        for low, high in ranges:
            if high < first or low > last:
                continue
            if low > first:
                found.append((first, low - 1))
            first = high + 1
        if first <= last:
            found.append((first, last))
    return tuple(found)


def named(name: str, negated: bool, folded: bool = False) -> Ranges:
    """`\\d`, `[:alpha:]` and their like by name, without the marks. Raises NotModelled for those of Unicode."""
    if name not in _NAMED:
        raise NotModelled(f"a pattern with the class `{name}`")
    ranges = fold(_NAMED[name]) if folded else _NAMED[name]
    return complement(ranges) if negated else ranges


@cache
def fold(ranges: Ranges) -> Ranges:
    """The ranges with the other case of each letter. Raises NotModelled where that takes Unicode's tables."""
    if any(last > 127 for _, last in ranges):
        raise NotModelled("a pattern that ignores the case of letters beyond ASCII")
    return union([*ranges, *(other for first, last in ranges for other in _other_case(first, last))])


def _other_case(first: int, last: int) -> Iterable[tuple[int, int]]:
    """RE2 folds as Unicode does: the sign of Kelvin is a `k`, the long s an `s`."""
    for code in range(first, last + 1):
        letter = chr(code)
        if letter.isalpha():
            yield (ord(letter.swapcase()),) * 2
        if letter in "kK":
            yield (0x212A, 0x212A)
        if letter in "sS":
            yield (0x17F, 0x17F)
