"""What goes from which component to which, and what it is."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalog.behaviour import TARGETS, kind
from ..graph.component import Component, Graph, refs


def edges_of(graph: Graph) -> Iterator[tuple[int, int, str]]:
    """Every edge of a graph: from which component, to which, and what goes along it."""
    by_id = graph.by_id()
    for component in graph.components:
        for attribute, ref in refs(component):
            other = by_id[ref.component]
            known = kind(other.kind)
            if ref.export in known.inputs:
                for signal in _signals(component, attribute, other):
                    yield component.id, other.id, signal
            else:
                yield other.id, component.id, "targets" if known.exports.get(ref.export) == TARGETS else "values"


def _signals(sender: Component, attribute: str, receiver: Component) -> tuple[str, ...]:
    """What the sender sends there; where only a module knows that, all that the receiver takes."""
    sent = kind(sender.kind).outputs.get(attribute)
    return (sent,) if sent else tuple(sorted(kind(receiver.kind).takes)) or ("values",)
