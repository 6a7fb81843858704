"""Pass: one component where two relabel components follow each other."""

from __future__ import annotations

from dataclasses import replace

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph, refs
from ..graph.contributions import also_by, contributions
from ..graph.edit import without
from ..syntax.ast import Array, Attribute, Block, Body, Ref


def fuse_rules(graph: Graph) -> Graph:
    """Puts the rules of a component behind those of the only one that feeds it.

    Before: `prometheus.relabel "a" { rule A } -> prometheus.relabel "b" { rule B } -> write`
    After: `prometheus.relabel "a" { rule A rule B } -> write`

    Safe because rules run in order, whatever component they stand in, if nothing else feeds the second and the first
    feeds nothing else. Both must have the same other arguments. Entries and the user's own stay as they are. So do two
    `loki.process`: each begins with fresh extracted data, so that a stage of the second sees nothing of what the first
    extracted.
    """
    while True:
        pair = _pair(graph)
        if pair is None:
            return graph
        first, second = pair
        between = (s for c in (first, second) for s in c.body if isinstance(s, Attribute))
        by = (*second.by, *(by for statement in between for by in contributions(statement)))
        merged = also_by(replace(first, body=_joined(first, second)), by)
        components = tuple(merged if c.id == first.id else c for c in graph.components)
        graph = without(graph.with_components(components), frozenset({second.id}))


def _pair(graph: Graph) -> tuple[Component, Component] | None:
    by_id = graph.by_id()
    feeders: dict[int, list[int]] = {}
    for component in graph.components:
        for _, ref in refs(component):
            feeders.setdefault(ref.component, []).append(component.id)
    for first in graph.components:
        target = _only_receiver(first)
        second = by_id.get(target) if target is not None else None
        if second is None or second.kind != first.kind or second.entry or feeders.get(second.id) != [first.id]:
            continue
        if _arguments(first) == _arguments(second):
            return first, second
    return None


def _only_receiver(component: Component) -> int | None:
    """The one component that a relabel component forwards to, if it is one."""
    if not kind(component.kind).chains or component.entry:
        return None
    match component.argument("forward_to"):
        case Array(items=(Ref(target, "receiver"),)):
            return target
        case _:
            return None


def _arguments(component: Component) -> frozenset[Attribute]:
    aside = {"forward_to", *kind(component.kind).no_effect}
    return frozenset(s for s in component.body if isinstance(s, Attribute) and s.name not in aside)


def _joined(first: Component, second: Component) -> Body:
    own = tuple(s for s in first.body if not (isinstance(s, Attribute) and s.name == "forward_to"))
    forward = tuple(s for s in second.body if isinstance(s, Attribute) and s.name == "forward_to")
    rules = tuple(s for s in second.body if isinstance(s, Block))
    return forward + own + rules
