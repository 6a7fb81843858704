"""The action `labelmap`, and what chance decides of its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from math import prod
from typing import NamedTuple, TypeAlias

from .patterns import Pattern, template
from .relabel_labels import Ambiguous, Dialect, Labels, Run, remembered, setter
from .trace import Unknown

Rename: TypeAlias = Callable[[str], str | None]
"""What a rule makes of a name; None where it does not match."""

_OUTCOMES = 64
"""So many outcomes of chance are followed to their ends."""


def label_map(replacement: str, pattern: Pattern, dialect: Dialect) -> Run:
    """Copies labels whose names match to the names that the replacement makes of theirs."""
    fill, put = template(replacement, pattern), setter(dialect)

    def mapped(name: str) -> str | None:
        return None if pattern.search(name) is None else str(pattern.sub(fill, name))

    known = remembered(mapped)

    def run(labels: Labels) -> bool:
        found = [
            _Mapped(rank, name, result, value)
            for rank, name, value in _ranked(labels, dialect)
            if (result := known(name)) is not None
        ]
        if dialect == "discovery":
            overwritten = {one.result for one in found if one.rank == 0}
            found = [one for one in found if one.rank == 0 or one.name not in overwritten]
        unsure = _unsure(found, labels, known if dialect == "discovery" else None)
        if unsure:
            raise Ambiguous(list(_alternatives(labels, found, unsure, dialect)), _reason(found, unsure))
        for one in found:
            put(labels, one.result, one.value)
        if dialect == "loki" and len(found) > 1:
            _forget_order(labels)
        return True

    return run


class _Mapped(NamedTuple):
    """A label that a `labelmap` copies. Of equal rank, chance decides which comes first."""

    rank: int
    name: str
    result: str
    value: str


def _ranked(labels: Labels, dialect: Dialect) -> Iterator[tuple[int, str, str]]:
    """Labels in the order in which a rule goes through them, as far as there is one."""
    if dialect == "discovery":
        yield from ((0, name, value) for name, value in labels.set.items())
        yield from ((1, name, value) for name, value in labels.kept.items())
        return
    for place, (name, value) in enumerate(labels.kept.items()):
        yield place if dialect == "prometheus" else 0, name, value
    for place, (name, value) in enumerate(labels.set.items(), len(labels.kept) + 1):
        yield place, name, value


def _forget_order(labels: Labels) -> None:
    """Labels that were set in an order that nobody knows stand with the others that have none."""
    labels.kept.update(labels.set)
    labels.set.clear()


def _unsure(found: list[_Mapped], labels: Labels, renamed: Rename | None) -> dict[str, set[str | None]]:
    """The results that chance decides about, with the values that they can have; None for as it was.

    `renamed` is what the rule makes of any name, where it goes through the labels while it changes them.
    """
    last: dict[str, list[_Mapped]] = {}
    for one in found:
        others = last.setdefault(one.result, [])
        if others and others[-1].rank < one.rank:
            others.clear()
        others.append(one)
    values: dict[str, set[str | None]] = {result: {one.value for one in ones} for result, ones in last.items()}
    if renamed is not None:
        sources = {one.name for one in found}
        for one in found:
            if one.rank == 0 or one.result in sources:
                for further in _further(one, renamed):
                    values.setdefault(further, set()).update((None, one.value))
    return {result: possible for result, possible in values.items() if len(possible) > 1}


def _further(one: _Mapped, renamed: Rename) -> Iterator[str]:
    """What a result becomes, should the rule come to it as to a label. Raises Unknown where that has no end."""
    name = one.result
    for _ in range(_OUTCOMES):
        following = renamed(name)
        if following is None or following == name or name == one.name:
            return
        yield following
        name = following
    raise Unknown(f"`labelmap` makes `{one.result}` of `{one.name}`, and may go on from there: that is chance")


def _reason(found: list[_Mapped], unsure: dict[str, set[str | None]]) -> str:
    result = min(unsure)
    made = {one.name for one in found if one.result == result} or {one.name for one in found}
    names = ", ".join(f"`{name}`" for name in sorted(made))
    return f"`labelmap` makes `{result}` of {names}: which of them wins is different on each run of Alloy"


def _alternatives(
    labels: Labels, found: list[_Mapped], unsure: dict[str, set[str | None]], dialect: Dialect
) -> Iterator[Labels]:
    """Every outcome. Raises Unknown where there are too many to follow."""
    if prod(map(len, unsure.values())) > _OUTCOMES:
        raise Unknown(_reason(found, unsure))
    put = setter(dialect)
    for chosen in product(*(sorted(values, key=lambda value: value or "") for values in unsure.values())):
        outcome = Labels(dict(labels.kept), dict(labels.set))
        decided = dict(zip(unsure, chosen, strict=True))
        for one in found:
            if one.result not in decided:
                put(outcome, one.result, one.value)
        for result, value in decided.items():
            if value is not None:
                put(outcome, result, value)
        if dialect == "loki":
            _forget_order(outcome)
        yield outcome
