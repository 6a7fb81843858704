"""What made a part of the output: a value of the user's, an entry of a preset, or a unit's own choice."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from .diagnostics import Path
from .record import dataclass

Kind: TypeAlias = Literal["value", "preset", "unit"]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason why a node of a graph is what it is.

    `value`: the user wrote it at the values path `path`; `key` says that it is the key there, and `at` is the line and
    column, from 1, inside the text: for a node of raw Alloy. `preset`: the entry at `path` of the file `file` below
    `presets/`. `unit`: what the unit at the values path chose; with an option's path, that option's default.
    """

    kind: Kind
    path: Path
    file: str = ""
    at: tuple[int, int] | None = None
    key: bool = False


class Part(NamedTuple):
    """The characters of a text, from `start` up to `end`, that a contribution gave. Of a number or bool all is given:
    both are 0."""

    start: int
    end: int
    by: Contribution
