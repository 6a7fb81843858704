"""Pass: takes out relabel components without rules."""

from __future__ import annotations

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph
from ..graph.contributions import also_from
from ..graph.edit import can_forward_past, forward_past, replace_refs
from ..syntax.ast import Array, Block


def drop_empty_relabel(graph: Graph) -> Graph:
    """Has what forwards to a relabel component without rules forward to where it forwards to.

    Before: `prometheus.scrape -> prometheus.relabel "x" {} -> prometheus.remote_write`
    After: `prometheus.scrape -> prometheus.remote_write`

    The same for `discovery.relabel` without rules: its targets are read from where it reads them.

    Safe because a component without rules changes nothing. One that is an entry stays, for its name may be known
    elsewhere; so does one that forwards to nobody, for it is where the way ends, and one past which the same data
    go to a receiver directly, too: they are delivered twice, which what counts them sees.
    """
    for component in graph.components:
        if component.entry or any(isinstance(statement, Block) for statement in component.body):
            continue
        known = kind(component.kind)
        if known.relabels_targets:
            targets = _current(graph, component).argument("targets")
            if targets is not None:
                read = {component.id: also_from(targets, component.by)}
                graph = replace_refs(graph, read, frozenset(read))
        elif known.rules:
            receivers = _current(graph, component).argument("forward_to")
            if not isinstance(receivers, Array) or not receivers.items:
                continue
            if can_forward_past(graph, component, receivers.items):
                graph = forward_past(graph, component, receivers.items)
    return graph


def _current(graph: Graph, component: Component) -> Component:
    """The component as the graph has it now: what it refers to may have been taken out before it."""
    return next(other for other in graph.components if other.id == component.id)
