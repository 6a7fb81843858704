"""A build as its data see it: a satellite stands behind the load balancer that feeds it, in the same graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, map_body
from ..syntax.ast import Expr, Ref

if TYPE_CHECKING:
    from ..compile import Compilation


def joined(compilation: Compilation) -> Compilation:
    """The build without configurations of satellites: their components stand in the graph of each collector that
    sends to them, in the place of the load balancer."""
    satellites = [one.graph for one in compilation.configurations if one.satellite]
    if not satellites:
        return compilation
    collectors = [one for one in compilation.configurations if not one.satellite]
    configurations = tuple(replace(one, graph=_joined(one.graph, satellites)) for one in collectors)
    return replace(compilation, configurations=configurations)


def _joined(graph: Graph, satellites: Sequence[Graph]) -> Graph:
    components = graph.components
    for satellite in satellites:
        [entry] = [component for component in satellite.components if kind(component.kind).role == "source"]
        balancer = next((one for one in components if feeds(one, satellite.collector, entry)), None)
        if balancer is None:
            continue
        first = 1 + max(component.id for component in components)
        behind = [_moved(component, first) for component in satellite.components]
        others = (component for component in components if component is not balancer)
        components = (*(_led(component, balancer.id, first + entry.id) for component in others), *behind)
    return graph.with_components(components)


def feeds(balancer: Component, collector: str, entry: Component) -> bool:
    """Whether a component is a destination's load balancer before this source of a satellite of the destination."""
    return (
        balancer.kind == "otelcol.exporter.loadbalancing"
        and entry.origin.path == balancer.origin.path
        and collector.endswith(f"-{balancer.origin.role}")
    )


def _moved(component: Component, first: int) -> Component:
    """A component of another graph, with identities from `first` on."""
    moved = component.with_body(map_body(component.body, lambda one: _to(one, first)))
    return replace(moved, id=first + component.id)


def _to(expression: Expr, first: int) -> Expr:
    return replace(expression, component=first + expression.component) if isinstance(expression, Ref) else expression


def _led(component: Component, balancer: int, receiver: int) -> Component:
    """A component that sends to the receiver what it sent to the load balancer."""

    def change(one: Expr) -> Expr:
        return replace(one, component=receiver) if isinstance(one, Ref) and one.component == balancer else one

    return component.with_body(map_body(component.body, change))
