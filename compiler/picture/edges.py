"""What goes from which component to which, and what it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.component import Component, Graph, refs
from ..graph.flows import PUSHED, SIGNALS

FAMILIES = {"prometheus": "metrics", "mimir": "metrics", "loki": "logs", "pyroscope": "profiles"}
"""The signal of components that carry but one."""
TARGETS = frozenset({"targets", "output"})
"""Exports that are read and are targets; any other that is read is a value."""


def edges_of(graph: Graph) -> Iterator[tuple[int, int, str]]:
    """Every edge of a graph: from which component, to which, and what goes along it."""
    by_id = graph.by_id()
    for component in graph.components:
        for attribute, ref in refs(component):
            other = by_id[ref.component]
            if ref.export in PUSHED:
                yield component.id, other.id, _signal(attribute.rpartition(".")[2], component, other)
            elif ref.export in TARGETS:
                yield other.id, component.id, "targets"
            else:
                yield other.id, component.id, "values"


def _signal(slot: str, sender: Component, receiver: Component) -> str:
    if slot in SIGNALS:
        return slot
    for kind in (receiver.kind, sender.kind):
        family, _, rest = kind.partition(".")
        signal = FAMILIES.get(family) or FAMILIES.get(rest.rpartition(".")[2])
        if signal:
            return signal
    return "metrics"
