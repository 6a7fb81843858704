"""Targets that components export: discovery, exporters, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..graph.component import Component
from .evaluate import argument, block, blocks
from .exporters import exporter_targets
from .files import file_targets, matched_files
from .given import World
from .kubernetes import Discovery, discover
from .relabel import relabel
from .trace import Unknown

Labels = dict[str, str]


def targets_of(simulation: World, component: Component) -> list[Labels]:
    """The targets that a component exports, in its own order. Raises Unknown."""
    return simulation.once("targets", component, lambda: _find(simulation, component))


def given_targets(simulation: World, component: Component) -> list[Labels]:
    """The targets in a component's `targets` argument. Raises Unknown."""
    return as_targets(simulation.argument(component, "targets", []))


def as_targets(value: Any) -> list[Labels]:
    """A value of the configuration as targets. Raises Unknown where it is none."""
    if not isinstance(value, list) or not all(isinstance(target, Mapping) for target in value):
        raise Unknown("Alloy refuses what is given as targets")
    return [{name: _label_value(label) for name, label in target.items()} for target in value]


def _label_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _find(simulation: World, component: Component) -> list[Labels]:
    if component.kind.startswith("prometheus.exporter."):
        return exporter_targets(simulation, component)
    find = _KINDS.get(component.kind)
    if find is None:
        raise Unknown(f"the targets of `{component.kind}` are known to Alloy only while it runs")
    return find(simulation, component)


def _relabelled(simulation: World, component: Component) -> list[Labels]:
    rules = simulation.rules(component, "discovery")
    found = (relabel(rules, target) for target in given_targets(simulation, component))
    return [target for target in found if target is not None]


def _kubernetes(simulation: World, component: Component) -> list[Labels]:
    return discover(discovery_of(simulation, component), simulation.objects)


def discovery_of(simulation: World, component: Component) -> Discovery:
    """The arguments of a `discovery.kubernetes`. Raises Unknown."""
    lookup = simulation.lookup
    namespaces, attach = block(component.body, "namespaces"), block(component.body, "attach_metadata")
    names = list(argument(namespaces, "names", [], lookup))
    if argument(namespaces, "own_namespace", False, lookup):
        if simulation.given.namespace is None:
            raise Unknown("the namespace that Alloy runs in was not given")
        names.append(simulation.given.namespace)
    selectors = [
        tuple(str(argument(found.body, name, "", lookup)) for name in ("role", "label", "field"))
        for found in blocks(component.body, "selectors")
    ]
    return Discovery(
        str(simulation.argument(component, "role", "")),
        tuple(names),
        tuple((role, label, field) for role, label, field in selectors),
        bool(argument(attach, "node", False, lookup)),
        bool(argument(attach, "namespace", False, lookup)),
    )


_KINDS: dict[str, Callable[[World, Component], list[Labels]]] = {
    "discovery.kubernetes": _kubernetes,
    "discovery.relabel": _relabelled,
    "discovery.file": file_targets,
    "local.file_match": matched_files,
}
