"""What a component takes its targets from, and what stands in for a target that is not given."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ..graph.component import Component, refs
from .evaluate import arguments, blocks
from .trace import Unknown

if TYPE_CHECKING:
    from .simulation import Simulation

_TAKEN = ("targets", "path_targets")


def upstream(simulation: Simulation, component: Component) -> list[Component]:
    """The components whose targets a component takes, and those whose targets these take; what is first comes first."""
    found: dict[int, Component] = {}

    def visit(reader: Component) -> None:
        for path, ref in refs(reader):
            if path.rpartition(".")[2] in _TAKEN and ref.component not in seen:
                seen.add(ref.component)
                before = simulation.component(ref.component)
                visit(before)
                found[before.id] = before

    seen = {component.id}
    visit(component)
    return list(found.values())


def relabels_before(simulation: Simulation, component: Component) -> list[Component]:
    """The `discovery.relabel`s that targets of a component go through, the first of them first."""
    return [one for one in upstream(simulation, component) if one.kind == "discovery.relabel"]


def stand_in(simulation: Simulation, component: Component) -> dict[str, str]:
    """The labels that every target of a scrape has: what rules set whatever they find, and the job that the scrape
    names where no rule does."""
    labels: dict[str, str] = {}
    for rules in relabels_before(simulation, component):
        for rule in blocks(rules.body, "rule"):
            with suppress(Unknown):
                given = arguments(rule.body, simulation.lookup)
                if given.keys() == {"target_label", "replacement"}:
                    labels[str(given["target_label"])] = str(given["replacement"])
    with suppress(Unknown):
        labels.setdefault("job", str(simulation.argument(component, "job_name", "") or component.name))
    return labels
