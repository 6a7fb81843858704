"""`prometheus.enrich`, `loki.enrich`, `pyroscope.enrich`: labels of the target that shares a label with a datum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..graph.component import Component
from .targets import Labels, given_targets

if TYPE_CHECKING:
    from .simulation import Simulation

_OWN_LABEL = {
    "prometheus.enrich": "metrics_match_label",
    "loki.enrich": "logs_match_label",
    "pyroscope.enrich": "profiles_match_label",
}


def enriched(simulation: Simulation, component: Component, labels: Mapping[str, str]) -> Mapping[str, str]:
    """Labels with those of the matching target; themselves where none matches. Raises Unknown."""
    matched, targets = simulation.once("targets by value", component, lambda: _by_value(simulation, component))
    values = tuple(labels.get(name, "") for name in matched)
    target = targets.get(values) if all(values) else None
    if not target:
        return labels
    wanted = simulation.argument(component, "labels_to_copy", []) or list(target)
    return {**labels, **{name: target[name] for name in wanted if target.get(name)}}


def _by_value(simulation: Simulation, component: Component) -> tuple[list[str], dict[tuple[str, ...], Labels]]:
    """The labels of a datum that are compared, and targets by what they have there; of several, the last."""
    pairs = simulation.argument(component, "target_to_metric_match", {})
    if not pairs:
        theirs = simulation.argument(component, "target_match_label", "")
        pairs = {theirs: simulation.argument(component, _OWN_LABEL[component.kind], "") or theirs}
    names = sorted(pairs)
    found: dict[tuple[str, ...], Labels] = {}
    for target in given_targets(simulation, component):
        values = tuple(target.get(name, "") for name in names)
        if all(values):
            found[values] = target
    return [pairs[name] for name in names], found
