"""Labels while rules change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

_REMEMBERED = 100_000
"""So many values a rule keeps the outcome of."""

Dialect: TypeAlias = Literal["discovery", "prometheus", "loki"]
"""Whose code runs the rules, see `relabel`."""


class Labels(NamedTuple):
    """Labels under change: those from the start, and those that rules have set."""

    kept: dict[str, str]
    set: dict[str, str]

    def all(self) -> dict[str, str]:
        return {**self.kept, **self.set}


Run: TypeAlias = Callable[[Labels], bool]
"""Changes labels; False drops them. Raises Ambiguous."""


class Ambiguous(Exception):
    """A rule that has several outcomes, and chance decides. Its text says why."""

    def __init__(self, outcomes: list[Labels], reason: str) -> None:
        super().__init__(reason)
        self.outcomes = outcomes


def _put(labels: Labels, name: str, value: str) -> None:
    """Sets a label; an empty value takes it away. One that rules have set before keeps its place."""
    labels.kept.pop(name, None)
    if value:
        labels.set[name] = value
    else:
        labels.set.pop(name, None)


def _put_in_place(labels: Labels, name: str, value: str) -> None:
    """Sets a label where it stands: to the code that `loki.relabel` runs, rules have set all labels."""
    if not value:
        labels.kept.pop(name, None)
        labels.set.pop(name, None)
    elif name in labels.kept:
        labels.kept[name] = value
    else:
        labels.set[name] = value


def setter(dialect: Dialect) -> Callable[[Labels, str, str], None]:
    return _put_in_place if dialect == "loki" else _put


def remembered(function: Callable[[str], Any]) -> Callable[[str], Any]:
    """The function, with what it said of the last values: series share most of them."""
    known: dict[str, Any] = {}

    def ask(value: str) -> Any:
        try:
            return known[value]
        except KeyError:
            if len(known) >= _REMEMBERED:
                known.clear()
            answer = known[value] = function(value)
            return answer

    return ask
