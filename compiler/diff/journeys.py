"""The ways of telemetry on a side, each with what the user calls its ends, and what is said along it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, refs
from ..graph.flows import Flow, Way, ways
from ..graph.read import running_id
from ..report.diagnostics import dotted
from ..simulate.places import destinations, sources
from ..syntax.ast import Attribute, Block, Body, Expr, Name, Object, Ref, Statement
from .changes import Place
from .normal import normal
from .rewrite import rewrite
from .sides import Side
from .versions import spelled_out

Key: TypeAlias = str


@dataclass(frozen=True)
class Said:
    """An argument, or a rule or stage as a whole, of a component on the way. `value` is equal where the meaning is."""

    component: Component
    path: Key
    value: Any
    node: Statement
    ordered: bool = False


@dataclass(frozen=True)
class Journey:
    """A way from a source to a destination. What stands for itself, as `logging` does, has neither signal nor
    destination."""

    side: Side
    collector: str
    source: str
    destination: str
    signal: str
    components: tuple[Component, ...]
    flow: Flow
    graph: Graph

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """All that is said along the way, and by what its components read."""
        found = (said for component in self._all() for said in _said(component, self.graph))
        return tuple(said for said in found if _is_for(said, self.signal))

    def place(self, node: Statement | Component) -> Place | None:
        """Where a node on the way is said."""
        return self.side.place(node, self.collector)

    @property
    def default_job(self) -> str:
        """The name of the source's component, where it is the job of what it gathers."""
        first = next(component for component in self.graph.components if component.id == self.components[0].id)
        given = kind(first.kind).label_unless
        return self.components[0].name if first.label and given is not None and not first.argument(given) else ""

    def _all(self) -> list[Component]:
        """The components of the way, each after those that it reads."""
        by_id = self.graph.by_id()
        found: dict[int, Component] = {}

        def add(component: Component) -> None:
            if component.id in found:
                return
            for _, ref in refs(component):
                other = by_id[ref.component]
                if ref.export not in kind(other.kind).inputs and other.id not in found:
                    add(other)
            found[component.id] = component

        for component in self.components:
            add(by_id[component.id])
        return list(found.values())


def journeys(side: Side, by_version: bool = False) -> tuple[Journey, ...]:
    """All journeys of a side; `by_version` where the other side is for another Alloy. Raises ValueError for components
    that feed each other in a cycle."""
    whole = side.built if side.built is not None else None
    found: list[Journey] = []
    for graph in side.graphs:
        named = {(s.collector, s.component.id): s.name for s in sources(whole if whole is not None else graph)}
        ends = {(d.collector, d.component.id): d.name for d in destinations(graph)}
        plain = normal(spelled_out(graph, side.alloy_version) if by_version else graph)
        originals = graph.by_id()
        for way in ways(plain):
            found.append(_journey(side, plain, originals, way, named, ends))
    return tuple(found)


def _journey(
    side: Side,
    graph: Graph,
    originals: dict[int, Component],
    way: Way,
    named: dict[tuple[str, int], str],
    ends: dict[tuple[str, int], str],
) -> Journey:
    components = tuple(originals[identity] for identity in way.components)
    first, last = components[0], components[-1]
    alone = len(components) == 1 and kind(first.kind).role not in ("source", "sink")
    source = named.get((graph.collector, first.id)) or _unit(first)
    end = "" if alone else ends.get((graph.collector, last.id)) or running_id(last)
    return Journey(side, graph.collector, source, end, way.signal, components, way.flow, graph)


def _unit(component: Component) -> str:
    return dotted(component.origin.path) or running_id(component)


def _said(component: Component, graph: Graph) -> Iterator[Said]:
    rules = kind(component.kind).rules
    kinds = {c.id: c.kind for c in graph.components}
    yield from _of_body(component, component.body, component.kind, rules, kinds)


_PARTS = {
    "traces": ("traces", "trace_statements"), "metrics": ("metrics", "metric_statements"),
    "logs": ("logs", "log_statements"),
}  # fmt: skip
"""The blocks of a processor that are for one signal alone."""


def _is_for(said: Said, signal: str) -> bool:
    """Whether a statement is not for another signal alone."""
    part = said.path.split("/")[1] if said.component.kind.startswith("otelcol.processor.") else ""
    return not any(part in parts and signal != other for other, parts in _PARTS.items())


def _of_body(component: Component, body: Body, path: str, rules: str, kinds: dict[int, str]) -> Iterator[Said]:
    for statement in body:
        here = f"{path}/{statement.name}"
        if isinstance(statement, Block) and (
            (rules and statement.name.startswith(rules)) or "relabel" in statement.name
        ):
            yield Said(component, here, _block_value(statement, kinds), statement, ordered=True)
        elif isinstance(statement, Block):
            if not statement.body:
                yield Said(component, here, "on", statement)
            yield from _of_body(component, statement.body, here, rules, kinds)
        elif statement.name not in kind(component.kind).no_effect and not _is_output(statement, component):
            yield Said(component, here, value_of(statement.value, kinds), statement)


def _is_output(statement: Attribute, component: Component) -> bool:
    known = kind(component.kind)
    return statement.name in known.outputs or statement.name in {path.rpartition(".")[2] for path in known.outputs}


def value_of(value: Expr, kinds: dict[int, str]) -> Any:
    """An expression with what it reads named by kind: equal where it says the same."""
    return rewrite(value, lambda inner: _named(inner, kinds))


def _named(value: Expr, kinds: dict[int, str]) -> Expr:
    match value:
        case Ref(component, export):
            return Name((kinds[component], export))
        case Object(fields):
            return Object(tuple(sorted(fields, key=lambda field: field.key)))
    return value


def _block_value(block: Block, kinds: dict[int, str]) -> Any:
    attributes = frozenset((s.name, value_of(s.value, kinds)) for s in block.body if isinstance(s, Attribute))
    return (block.name, attributes, tuple(_block_value(s, kinds) for s in block.body if isinstance(s, Block)))
