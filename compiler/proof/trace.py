"""Places of what Alloy has against a configuration: from the node that a fault is about to the values.

The checks run once more over a copy whose nodes are numbered, so that each fault tells its node.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, NamedTuple

from pydantic.alias_generators import to_camel

from ..graph.component import Graph
from ..planning.collectors import Collector
from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic, Path, dotted
from ..syntax.ast import Attribute, Body, Field, Literal, Position
from .written import Places, options_of, written_places

PASSED_ON = ("deprecated-function",)
"""Warnings that a build passes on, where they are about what a user wrote."""


def traced_faults(
    graph: Graph,
    body: Body,
    collector: Collector,
    installation: Installation,
    data: Mapping[str, Any],
    check: Callable[[Body], list[Diagnostic]],
) -> list[Diagnostic]:
    """What `check` finds in the configuration `body` of a graph, each fault once, with its path in the values."""
    nodes: list[_Node] = []
    numbered, firsts = [], []
    for block, component in zip(body, graph.components, strict=True):
        firsts.append(len(nodes) + 1)
        numbered.append(_numbered(block, component.origin.at, nodes))
    trace = _Trace(graph, collector, data, installation, nodes, firsts, written_places(installation))
    found = (trace.place(fault) for fault in check(tuple(numbered)))
    return list(dict.fromkeys(fault for fault in found if fault is not None))


class _Node(NamedTuple):
    """A node, and where it stands in the text that a user wrote; its parent, where only that is known."""

    node: Any
    at: Position | None


def _numbered(node: Any, around: Position | None, nodes: list[_Node]) -> Any:
    """A copy of the syntax in which the line of each node is its number; `nodes` gets the originals in that order."""
    if isinstance(node, tuple) and not isinstance(node, Position):
        return tuple(_numbered(part, around, nodes) for part in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    at = getattr(node, "at", None) or around
    nodes.append(_Node(node, at))
    number = Position(len(nodes), 1, len(nodes), 2)
    inner = {f.name: _numbered(getattr(node, f.name), at, nodes) for f in fields(node) if f.compare}
    return replace(node, **{**inner, "at": number})


@dataclass(frozen=True)
class _Trace:
    """The way back from a numbered node to the values. `firsts` are the numbers of the components' blocks."""

    graph: Graph
    collector: Collector
    data: Mapping[str, Any]
    installation: Installation
    nodes: list[_Node]
    firsts: list[int]
    places: Places

    def place(self, fault: Diagnostic) -> Diagnostic | None:
        """The fault with its place in the values; None for a warning that says nothing to the user."""
        level = (*self.collector.path, "alloy", "stabilityLevel")
        if fault.span is None:
            return replace(fault, path=level)
        number = fault.span.line
        node, at = self.nodes[number - 1]
        component = self.graph.components[bisect_right(self.firsts, number) - 1]
        if fault.code == "unstable":
            fault = replace(fault, help=f"raise `{dotted(level)}`")
        path = self.places.get(id(at))
        if fault.severity == "warning" and (path is None or fault.code not in PASSED_ON):
            return None
        if at is not None and path is not None:
            return replace(fault, path=path, span=None, within=(at.line, at.column))
        path = component.origin.path
        value = self._value(node, path)
        if value is not None:
            return replace(fault, path=value, span=None)
        option = self._option(node, path)
        where = f", in `{component.name}` of the collector `{self.graph.collector}`"
        if option is not None:
            where = f"; it is what `{dotted(option)}` becomes"
        return replace(fault, message=fault.message + where, path=option or path, span=None)

    def _value(self, node: Any, path: Path) -> Path | None:
        """The one value with the text of a node, below the path of the component's origin or else anywhere."""
        text = _text(node)
        same = [found for found, value in _leaves(self.data, ()) if text is not None and value == text]
        return _only(_below(path, same)) or _only(same)

    def _option(self, node: Any, path: Path) -> Path | None:
        """The one option below the path that is called like an attribute."""
        if not isinstance(node, Attribute):
            return None
        key = to_camel(node.name)
        return _only(_below(path, [found for found, _ in options_of(self.installation) if found[-1] == key]))


def _below(path: Path, found: list[Path]) -> list[Path]:
    return [inner for inner in found if inner[: len(path)] == path]


def _only(found: list[Path]) -> Path | None:
    return found[0] if len(found) == 1 else None


def _text(node: Any) -> str | None:
    """The text of a node that is written out: its own, or that of its value."""
    value = node.value if isinstance(node, Attribute | Field) else node
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) and value.value else None


def _leaves(data: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _leaves(value, (*path, str(key)))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _leaves(value, (*path, position))
    else:
        yield path, data
