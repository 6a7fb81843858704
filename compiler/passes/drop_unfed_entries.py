"""Pass: takes out the ways into a destination that nothing in the collector uses."""

from __future__ import annotations

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, refs
from ..graph.edit import without


def drop_unfed_entries(graph: Graph) -> Graph:
    """Removes entries that nothing forwards to, and what only they forward to.

    Before: `otelcol.exporter.loki "x" -> loki.write "x"`, where only `loki.source.file` feeds `loki.write "x"`
    After: `loki.write "x"`

    Safe because a component that is fed does nothing while it is not. At -O1 they stay, as in the reference: a module
    that fleet management delivers, or the next `extraConfig`, finds the same entries in every release. What the user
    wrote stays here too.
    """
    while True:
        referenced = {ref.component for component in graph.components for _, ref in refs(component)}
        unfed = frozenset(c.id for c in graph.components if c.id not in referenced and _is_unfed_entry(c))
        if not unfed:
            return graph
        graph = without(graph, unfed)


def _is_unfed_entry(component: Component) -> bool:
    return component.entry and not component.origin.written_by_user and kind(component.kind).takes_telemetry
