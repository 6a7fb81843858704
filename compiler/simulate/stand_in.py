"""A target for a scrape where no cluster is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..graph.component import Component, Graph, refs
from .evaluate import arguments, blocks
from .scrape import scrape_of

if TYPE_CHECKING:
    from .simulation import Simulation


def stand_in(simulation: Simulation, component: Component, instance: str = "target") -> Mapping[str, str]:
    """The labels of such a target: the job is what the scrape, or a rule before it, names. Raises Unknown."""
    job = scrape_of(simulation, component).job
    for relabel in upstream(simulation.graph, component):
        if relabel.kind == "discovery.relabel":
            for rule in blocks(relabel.body, "rule"):
                given = arguments(rule.body, simulation.lookup)
                if given.keys() <= {"target_label", "replacement"} and given.get("target_label") == "job":
                    job = str(given.get("replacement", job))
    return {"job": job, "instance": instance}


def upstream(graph: Graph, component: Component) -> list[Component]:
    """What a component reads, and what that reads, in the order of the graph."""
    known, seen, waiting = graph.by_id(), set[int](), [component]
    while waiting:
        for attribute, ref in refs(waiting.pop()):
            if attribute in ("targets", "path_targets") and ref.component not in seen:
                seen.add(ref.component)
                waiting.append(known[ref.component])
    return [one for one in graph.components if one.id in seen]
