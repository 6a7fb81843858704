"""Small edits of values, one leaf each, and what `alloyc diff` makes of them beside an independent judge of flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.diff.changes import Change, Difference
from alloyc.diff.compare import compare
from alloyc.diff.sides import side_of_build
from alloyc.graph.flows import ways
from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.report.diagnostics import Refused
from alloyc.simulate.places import read_path
from alloyc.values.load import Values
from alloyc.values.tree import Node, with_places
from support.random_data import disagreement
from support.reference import flows_of
from support.values_tree import leaves

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))
SETTINGS = Settings(verify=False)
OF_THE_CLUSTER = ("workloads", "permissions")
"""Changes that are no change of flows."""


@dataclass(frozen=True)
class Toggle:
    """An edit: the path, the values with it, and the build of them."""

    path: ValuesPath
    values: Values
    built: Compilation


def edits(values: Values, order: Random | None = None) -> Iterator[Toggle]:
    """For each leaf the values without it, and with another value that builds; with `order` in a random one."""
    known = list(leaves(values.root))
    if order is not None:
        order.shuffle(known)
    for path, leaf in known:
        gone = _edited(values, path, None)
        others = (_edited(values, path, value) for value in _others(leaf.value))
        made = (_built(gone, path), next(filter(None, (_built(other, path) for other in others)), None))
        yield from filter(None, made)


def _others(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1]
        case str():
            return [value + "x", value + "0", "1" + value]
    return []


def _edited(values: Values, path: ValuesPath, value: Any) -> Values:
    root = _changed(values.root, path, value)
    return replace(values, root=root, data=with_places(root))


def _changed(node: Node, path: ValuesPath, value: Any) -> Node:
    """The tree with another value at a path; without it for None."""
    inner: Any = node.value.copy()  # type: ignore[union-attr]
    if len(path) > 1:
        inner[path[0]] = _changed(inner[path[0]], path[1:], value)
    elif value is None:
        inner.pop(path[0])
    else:
        inner[path[0]] = inner[path[0]]._replace(value=value)
    return node._replace(value=inner)


def _built(values: Values, path: ValuesPath) -> Toggle | None:
    try:
        return Toggle(path, values, compile_values(values, SETTINGS))
    except Refused:
        return None


@dataclass(frozen=True)
class Judged:
    """What became of a toggle: whether flows differ, what was found, and what is wrong with that ("" for nothing)."""

    differs: bool
    found: Difference
    wrong: str


def judged(values: Values, built: Compilation, toggle: Toggle, data: int) -> Judged:
    """An edit that changes flows is told, with its line; one that does not is not; and what is called the same treats
    so many random data alike."""
    old, new = (
        side_of_build("old", values, built, SETTINGS), side_of_build("new", toggle.values, toggle.built, SETTINGS)
    )  # fmt: skip
    found = compare(old, new)
    told = [change for change in found.changes if change.aspect not in OF_THE_CLUSTER]
    told = [change for change in told if not change.name.startswith("Secret ")]
    differs = _flows(built) != _flows(toggle.built)
    if not told and not found.unknown:
        witness = disagreement(old, new, data)
        return Judged(differs, found, f"not told: {witness}" if witness else "")
    if not differs and told and _ways(built) == _ways(toggle.built):
        return Judged(differs, found, f"told for nothing: {told[0].aspect} {told[0].name}")
    if told and not any(_points_at(change, toggle.path) for change in told):
        return Judged(differs, found, f"without its line: {told[0].at_old} -> {told[0].at_new}")
    return Judged(differs, found, "")


def _flows(built: Compilation) -> set[str]:
    return {digest for made in built.configurations for digest in _digests(made.text)}


def _ways(built: Compilation) -> Counter[object]:
    """As above, with how often there is each, which the judge does not tell."""
    return Counter(way.flow for made in built.configurations for way in ways(made.graph))


@cache
def _digests(text: str) -> tuple[str, ...]:
    return tuple(flows_of(text))


def _points_at(change: Change, path: ValuesPath) -> bool:
    places = [place for place in (change.at_old, change.at_new) if place]
    near = any(_is_near(read_path(place.path), path) for place in places)
    return near and any(place.line for place in places)


def _is_near(one: ValuesPath, other: ValuesPath) -> bool:
    shared = min(len(one), len(other))
    return shared > 0 and one[:shared] == other[:shared]
