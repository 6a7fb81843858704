"""Pass: takes out components that nothing reaches and that reach nothing."""

from __future__ import annotations

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, refs
from ..graph.edit import without


def drop_unused(graph: Graph) -> Graph:
    """Removes components whose work nobody uses, and what was there only for them.

    Before: `discovery.kubernetes "a"`, from which nothing reads; `prometheus.relabel "b"`, to which nothing forwards
    After: neither

    Safe because such a component neither gathers nor sends. Entries stay: a destination's components can be fed by
    what users write, and the user's own are theirs.
    """
    while True:
        referenced = {ref.component for component in graph.components for _, ref in refs(component)}
        unused = frozenset(c.id for c in graph.components if c.id not in referenced and _is_idle(c))
        if not unused:
            return graph
        graph = without(graph, unused)


def _is_idle(component: Component) -> bool:
    """Whether a component that nothing refers to does nothing."""
    return not component.entry and kind(component.kind).lives_by_use
