"""Whatever a value changes in the output says that it came from that value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alloyc.compile import Settings, compile_values
from alloyc.graph.component import Graph
from alloyc.graph.contributions import Node, children, contributions, walk
from alloyc.graph.resolve import to_body
from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.report.diagnostics import Refused
from alloyc.syntax.ast import Attribute, Block, Name
from alloyc.values.load import Values, load
from alloyc.values.tree import Node as Value
from alloyc.values.tree import with_places
from support.values_tree import leaves

FIXTURES = sorted((Path(__file__).resolve().parents[1] / "fixtures" / "values").glob("*.yaml"))
SETTINGS = Settings(verify=False, level=0)
"""Passes merge and drop for what they see in the graph; that they keep contributions is a law of theirs."""


def changed(node: Value, path: ValuesPath, value: Any) -> Value:
    """The tree with another value at a path."""
    if not path:
        return node._replace(value=value)
    inner: Any = node.value.copy()  # type: ignore[union-attr]
    inner[path[0]] = changed(inner[path[0]], path[1:], value)
    return node._replace(value=inner)


def other(value: Any) -> list[Any]:
    """Values that might be in the place of one."""
    match value:
        case bool():
            return [not value]
        case int() | float():
            return [value + 1]
        case str():
            return [value + "x", value + "0", "1" + value]
    return []


def graphs(values: Values) -> dict[str, Graph] | None:
    try:
        return {c.collector: c.graph for c in compile_values(values, SETTINGS).configurations}
    except Refused:
        return None


def unexplained(before: Graph, after: Graph, path: ValuesPath) -> Iterator[str]:
    """What differs between two graphs although no contribution names the path."""
    old, new = (
        {c.name: block for c, block in zip(graph.components, to_body(graph), strict=True)} for graph in (before, after)
    )
    moved = frozenset(old.keys() ^ new.keys())
    for name in sorted(old.keys() & new.keys()):
        yield from _differences(old[name], new[name], path, name, moved)
    for name in sorted(moved):
        if not _explains(old.get(name) or new[name], path):
            yield f"{name} comes or goes"


def _differences(old: Node, new: Node, path: ValuesPath, where: str, moved: frozenset[str]) -> Iterator[str]:
    if old == new or (isinstance(old, Attribute) and _follows(old, new, moved)):
        return
    olds, news = children(old), children(new)
    same = type(old) is type(new) and bool(olds) and len(olds) == len(news)
    if same and all(_name(a) == _name(b) for a, b in zip(olds, news, strict=True)):
        for a, b in zip(olds, news, strict=True):
            yield from _differences(a, b, path, f"{where} {_name(b)}", moved)
        if getattr(old, "label", "") == getattr(new, "label", "") and _name(old) == _name(new):
            return
    left, right = [node for node in olds if node not in news], [node for node in news if node not in olds]
    for a, b in _pairs(left, right):
        yield from _differences(a, b, path, f"{where} {_name(b)}", moved)
        left.remove(a)
        right.remove(b)
    for node in [*left, *right] if olds or news else [old]:
        if not (_explains(node, path) or _explains(old, path) or _follows(node, node, moved)):
            yield where + " " + str(node)[:300]


def _pairs(left: list[Node], right: list[Node]) -> list[tuple[Node, Node]]:
    """The nodes that have a name of their own on both sides."""
    names = [[_name(node) for node in side] for side in (left, right)]
    return [(a, b) for a in left for b in right if _name(a) == _name(b) and all(n.count(_name(a)) == 1 for n in names)]


def _follows(old: Node, new: Node, moved: frozenset[str]) -> bool:
    """Whether an attribute says only where telemetry goes, and changes with a component that comes or goes between:
    why that does is the component's to say."""
    return any(_refers(node, moved) for side in (old, new) if isinstance(side, Attribute) for node in walk(side))


def _refers(node: Node, components: frozenset[str]) -> bool:
    return isinstance(node, Name) and any(".".join(node.parts[:n]) in components for n in range(2, len(node.parts)))


def _name(node: Node) -> str:
    return node.name if isinstance(node, Attribute | Block) else str(getattr(node, "key", ""))


def _explains(node: Node, path: ValuesPath) -> bool:
    return any(by.kind == "value" and by.path[: len(path)] == path[: len(by.path)] for by in contributions(node))


def mutations(values: Values) -> Iterator[tuple[ValuesPath, str]]:
    """Each leaf of the values whose change shows in the output, and what of that is unexplained ("" for nothing)."""
    known = graphs(values)
    assert known is not None
    for path, leaf in leaves(values.root):
        for value in other(leaf.value):
            root = changed(values.root, path, value)
            found = graphs(replace(values, root=root, data=with_places(root)))
            if found is None or found == known or found.keys() != known.keys():
                continue
            yield path, "; ".join(text for name in known for text in unexplained(known[name], found[name], path))
            break


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_what_changes_says_why(file: Path) -> None:
    assert [(path, text) for path, text in mutations(load([str(file)])) if text] == []
