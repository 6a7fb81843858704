"""Defaults that another version of Alloy has otherwise, written out: what is not said means what it meant there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ..catalog import number
from ..catalog.spec import NEWEST, load, load_body
from ..catalog.store import entry
from ..graph.build import expression
from ..graph.component import Component, Graph
from ..syntax.ast import Attribute, Block, Body


def spelled_out(graph: Graph, alloy_version: str) -> Graph:
    """The graph with every default of that version that is none of the newest."""
    version = number(alloy_version) or NEWEST
    return graph.with_components(tuple(_component(component, version) for component in graph.components))


def _component(component: Component, version: int) -> Component:
    if load(component.kind) is None:
        return component
    return component.with_body(_body(component.body, entry(f"component {component.kind}")["body"], version))


def _body(body: Body, key: str, version: int) -> Body:
    blocks = load_body(key, version).blocks
    inside = tuple(
        replace(s, body=_body(s.body, blocks[s.name].body, version)) if isinstance(s, Block) and s.name in blocks else s
        for s in body
    )
    said = {statement.name for statement in body}
    given = [Attribute(name, expression(value)) for name, value in _other_defaults(key, version).items()]
    return (*(attribute for attribute in given if attribute.name not in said), *inside)


@cache
def _other_defaults(key: str, version: int) -> Mapping[str, Any]:
    """The arguments whose default at a version is another than that of the newest, with that default."""
    then, now = load_body(key, version).attributes, load_body(key, NEWEST).attributes
    pairs = ((name, facts.default, now[name].default) for name, facts in then.items() if name in now)
    return {name: had for name, had, has in pairs if had is not None and has is not None and had != has}
