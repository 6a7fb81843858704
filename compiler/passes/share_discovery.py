"""Pass: one component for discovery that several do alike."""

from __future__ import annotations

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph
from ..graph.contributions import also_by, contributions_of
from ..graph.edit import replace_refs
from ..report.contribution import Contribution
from ..syntax.ast import Body


def share_discovery(graph: Graph) -> Graph:
    """Keeps the first of several discovery components that are the same but for their label.

    Before: `discovery.kubernetes "a" { role = "pod" }`, `discovery.kubernetes "b" { role = "pod" }`
    After: `discovery.kubernetes "a" { role = "pod" }`, and what read from `b` reads from `a`

    Safe because equal discovery finds equal targets, and none of these components keeps state under its name. The
    user's own stay as they are.
    """
    while True:
        twins = _twins(graph)
        if not twins:
            return graph
        graph = _with_contributions(replace_refs(graph, twins, frozenset(twins)), graph, twins)


def _with_contributions(graph: Graph, before: Graph, twins: dict[int, int]) -> Graph:
    """The graph in which those that stay are there for what the others were there for, too."""
    more: dict[int, list[Contribution]] = {}
    for component in before.components:
        if component.id in twins:
            more.setdefault(twins[component.id], []).extend(contributions_of(component))
    return graph.with_components(tuple(also_by(c, more[c.id]) if c.id in more else c for c in graph.components))


def _twins(graph: Graph) -> dict[int, int]:
    """Each superfluous component with the one that stands for it. One round; merging may make more."""
    first: dict[tuple[str, Body], Component] = {}
    twins: dict[int, int] = {}
    for component in graph.components:
        if component.entry or kind(component.kind).role != "discovery":
            continue
        same = first.setdefault((component.kind, component.body), component)
        if same is not component:
            twins[component.id] = same.id
    return twins
