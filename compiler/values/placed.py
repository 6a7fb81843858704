"""Scalars that know what they came from, for lowerings to pass on into the graph.

Options hand them out where they would hand out a `str`, `int`, `float` or `bool`, and they behave like one. A text that
is put together from several keeps the part of each: use `+` and `joined`, for a format string or `str.join` gives plain
text again. `tests/test_provenance.py` changes every value of every fixture, and what then changes in the output must
say that it came from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise
from typing import Any, SupportsIndex, cast

from ..report.contribution import Contribution, Part


class PlacedText(str):
    """Text, and the contributions to its parts; what is in no part is the unit's own."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, text: str, parts: tuple[Part, ...] = ()) -> PlacedText:
        made = str.__new__(cls, text)
        made.parts = parts
        return made

    def __getnewargs__(self) -> tuple[str, tuple[Part, ...]]:  # type: ignore[override]
        return str(self), self.parts

    def __add__(self, other: str) -> PlacedText:
        return joined("", (self, other))

    def __radd__(self, other: str) -> PlacedText:
        return joined("", (other, self))

    def strip(self, characters: str | None = None, /) -> PlacedText:
        left = len(self) - len(self.lstrip(characters))
        kept = str.strip(self, characters)
        return PlacedText(kept, tuple(_shifted(self.parts, -left, len(kept))))

    def removeprefix(self, prefix: str, /) -> PlacedText:
        kept = str.removeprefix(self, prefix)
        return PlacedText(kept, tuple(_shifted(self.parts, len(kept) - len(self), len(kept))))

    def removesuffix(self, suffix: str, /) -> PlacedText:
        kept = str.removesuffix(self, suffix)
        return PlacedText(kept, tuple(_shifted(self.parts, 0, len(kept))))

    def split(self, separator: str | None = None, maximum: SupportsIndex = -1) -> list[str]:
        found: list[str] = []
        at = 0
        for piece in str.split(self, separator, maximum):
            at = self.index(piece, at)
            found.append(PlacedText(piece, tuple(_shifted(self.parts, -at, len(piece)))))
            at += len(piece)
        return found

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> str:
        return piecewise(self, lambda piece: piece.replace(old, new, count))

    def lower(self) -> str:
        return piecewise(self, str.lower)


class PlacedInt(int):
    """A whole number, and what it came from."""

    by: tuple[Contribution, ...]


class PlacedFloat(float):
    """A number with a fraction, and what it came from."""

    by: tuple[Contribution, ...]


class PlacedBool(int):
    """True or false, and what it came from. Python lets nobody derive from bool."""

    by: tuple[Contribution, ...]

    def __repr__(self) -> str:
        return repr(bool(self))

    __str__ = __repr__


def placed(value: Any, by: Contribution) -> Any:
    """A scalar that knows its contribution; anything else, and what knows one already, as it is."""
    kind = type(value)
    if kind is str:
        return PlacedText(value, (Part(0, len(value), by),))
    made = {bool: PlacedBool, int: PlacedInt, float: PlacedFloat}.get(kind)
    if made is None:
        return value
    scalar = made(value)
    scalar.by = (by,)
    return scalar


_NUMBERS = (PlacedInt, PlacedFloat, PlacedBool)


def parts_of(value: Any) -> tuple[Part, ...]:
    """The parts of a scalar that has contributions."""
    if isinstance(value, PlacedText):
        return value.parts
    if isinstance(value, _NUMBERS):
        return tuple(Part(0, 0, by) for by in value.by)
    return ()


def bare(value: Any) -> Any:
    """The scalar alone: a plain str, int, float or bool."""
    match value:
        case PlacedText():
            return str(value)
        case PlacedBool():
            return bool(value)
        case PlacedInt():
            return int(value)
        case PlacedFloat():
            return float(value)
    return value


def bare_tree(data: Any) -> Any:
    """Maps and lists with plain scalars, for what leaves as data."""
    if isinstance(data, Mapping):
        return {bare(key): bare_tree(item) for key, item in data.items()}
    return [bare_tree(item) for item in data] if isinstance(data, list | tuple) else bare(data)


def joined(separator: str, texts: Iterable[str]) -> PlacedText:
    """`separator.join(texts)`, in which each text keeps its parts, and so does the separator."""
    given = list(texts)
    if len(given) == 1 and isinstance(given[0], PlacedText):
        return given[0]
    parts: list[Part] = []
    pieces: list[str] = []
    at = 0
    for number, text in enumerate(given):
        for piece in (separator, text) if number and separator else (text,):
            if isinstance(piece, PlacedText):
                parts += [Part(part.start + at, part.end + at, part.by) for part in piece.parts]
            pieces.append(piece)
            at += len(piece)
    return PlacedText("".join(pieces), tuple(parts))


def as_text(value: Any) -> str:
    """A number or bool as text that came from the same."""
    return value if isinstance(value, str) else in_place_of(str(value), value)


def piecewise(text: str, change: Callable[[str], str]) -> str:
    """The text after a change that looks at each character alone (escaping, upper and lower case), each part changed
    by itself and still known."""
    if not isinstance(text, PlacedText):
        return change(text)
    cuts = sorted({0, len(text), *(cut for part in text.parts for cut in part[:2])})
    pieces = [change(str(text)[start:end]) for start, end in pairwise(cuts)]
    moved = dict(zip(cuts, accumulate(map(len, pieces), initial=0), strict=True))
    parts = (Part(moved[part.start], moved[part.end], part.by) for part in text.parts)
    return PlacedText("".join(pieces), tuple(parts))


def in_place_of(text: str, *values: Any) -> str:
    """A text that some values stand for (a duration in milliseconds, the name behind a choice): each gave all of it,
    beside what gave its parts."""
    given = tuple(Part(0, len(text), part.by) for value in values for part in parts_of(value))
    return PlacedText(str(text), (*parts_of(text), *given)) if given else text


def opposite(flag: bool) -> bool:
    """What a flag is not, which came from the same."""
    return _flag(not flag, flag)


def any_of(*flags: object) -> bool:
    """Whether any flag, text or list is true, which came from all of them."""
    return _flag(any(flags), *flags)


def _flag(value: bool, *sources: object) -> bool:
    flag = PlacedBool(value)
    flag.by = tuple(dict.fromkeys(part.by for source in sources for part in parts_of(source)))
    return cast(bool, flag)


def _shifted(parts: Iterable[Part], by: int, length: int) -> Iterator[Part]:
    """The parts that are still in a text after it was cut, or all of them for an empty text."""
    for part in parts:
        start, end = max(0, part.start + by), min(length, part.end + by)
        if start < end:
            yield Part(start, end, part.by)
