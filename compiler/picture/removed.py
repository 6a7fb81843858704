"""What the passes took out of a graph, and what does its work now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..graph.component import Component, Graph, refs
from ..passes import Pass


@dataclass(frozen=True)
class Removal:
    """A component that is gone, the pass that took it out, and the component that does its work, if one does."""

    component: Component
    by: str
    into: Component | None


def removals(graph: Graph, passes: Sequence[Pass]) -> Iterator[Removal]:
    """Runs the passes over a graph as it was lowered. What one passes on to something that goes later, has gone too."""
    for change in passes:
        after = change(graph)
        kept = after.by_id()
        for component in graph.components:
            if component.id not in kept:
                yield Removal(component, change.__name__, _heir(component, graph, after))
        graph = after


def _heir(gone: Component, before: Graph, after: Graph) -> Component | None:
    """A component of the same kind that fed the one that is gone, or that its readers read now."""
    kept = after.by_id()
    near = [c.id for c in before.components if any(ref.component == gone.id for _, ref in refs(c)) and c.id in kept]
    was = before.by_id()
    read = {ref.component for id in near for _, ref in refs(kept[id])} - {
        ref.component for id in near for _, ref in refs(was[id])
    }
    found = [kept[id] for id in (*near, *sorted(read)) if kept[id].kind == gone.kind]
    return found[0] if found else None
