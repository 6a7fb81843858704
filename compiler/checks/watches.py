"""What the components of each collector watch at the API server: each watch is a list at the start, a connection that
stays, and a copy of all that is selected in the memory of every pod of the collector."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..compile import Compilation, Configuration
from ..emit.permissions import ANYWHERE, asked_by
from ..graph.component import Component
from ..planning.collectors import Collector, controller_type, runs_several, setting
from ..report.diagnostics import dotted
from ..simulate import Given, Simulation, Unknown
from ..simulate.evaluate import argument, block
from ..simulate.kubernetes.labels import metadata
from ..simulate.kubernetes.selectors import read_selector
from ..simulate.targets import discovery_of
from ..values.load import Values
from .finding import variables

ROLES = {
    "pods": "pod", "services": "service", "endpoints": "endpoints", "endpointslices": "endpointslice",
    "nodes": "node", "ingresses": "ingress",
}  # fmt: skip
"""Roles of `discovery.kubernetes` by the resource that they watch."""
OF_NODE = ("spec.nodeName=", "metadata.name=")
NOT_READ = "?"
"""A selector that only Alloy knows."""


@dataclass(frozen=True)
class Watch:
    """A resource that a component watches. No namespaces are all; `pods` says how many pods of the collector do so,
    each for itself."""

    collector: str
    pods: str
    component: Component
    resource: str
    namespaces: tuple[str, ...] = ()
    labels: str = ""
    fields: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing makes it small."""
        return not (self.namespaces or self.labels or self.fields)

    @property
    def selector(self) -> str:
        return ",".join(filter(None, (self.labels, self.fields)))


def watches(built: Compilation) -> tuple[Watch, ...]:
    """All watches, in the order of the configurations."""
    environment = {name: f"${name}" for name in variables(built)}
    given = Given(namespace=built.plan.installation.namespace, environment=environment)
    return tuple(watch for made in built.configurations for watch in _of_collector(built, made, given))


def _of_collector(built: Compilation, made: Configuration, given: Given) -> Iterator[Watch]:
    collector = built.plan.installation.collectors.get(made.collector)
    simulation = Simulation(made.graph, given)
    for component in made.graph.components:
        found: dict[str, list[str]] = {}
        for permission in asked_by(component, built.plan.installation.namespace):
            if permission.verb == "watch":
                found.setdefault(permission.resource, []).append(permission.namespace)
        for resource, namespaces in found.items():
            names = () if ANYWHERE in namespaces else tuple(sorted(set(namespaces)))
            selectors = _selectors(simulation, component, resource)
            yield Watch(made.collector, pods_of(collector), component, resource, names, *selectors)


def pods_of(collector: Collector | None) -> str:
    """How many pods of a collector run, in words."""
    if collector is None or not runs_several(collector):
        return "1"
    if controller_type(collector) == "daemonset":
        return "every node"
    replicas = setting(collector, "controller", "replicas")
    return str(replicas) if isinstance(replicas, int) and replicas > 1 else "several"


def _selectors(simulation: Simulation, component: Component, resource: str) -> tuple[str, str]:
    """The selectors of labels and of fields that a component has for a resource."""
    try:
        if component.kind == "discovery.kubernetes":
            found = {role: (labels, fields) for role, labels, fields in discovery_of(simulation, component).selectors}
            return found.get(ROLES.get(resource, ""), ("", ""))
        if component.kind == "otelcol.processor.k8sattributes" and resource == "pods":
            node = argument(block(component.body, "filter"), "node", "", simulation.lookup)
            return "", f"spec.nodeName={node}" if node else ""
    except Unknown:
        return "", NOT_READ
    return "", ""


def count(watch: Watch, objects: Iterable[Mapping[str, Any]]) -> int | None:
    """How many of the objects it has; of a node it is all of them. None where its selector is not read."""
    role = ROLES.get(watch.resource)
    fields = "" if "$" in watch.fields else watch.fields
    if role is None or watch.fields == NOT_READ:
        return None
    try:
        selects = read_selector(role, watch.labels, fields)
        return sum(
            str(found.get("kind")).lower() == role
            and (not watch.namespaces or metadata(found, "namespace") in watch.namespaces)
            and selects(found)
            for found in objects
        )
    except Unknown:
        return None


HEADS = ("collector", "pods", "resource", "namespaces", "selector", "objects", "component", "values")


def rows(found: Iterable[Watch], values: Values, objects: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The watches as a table. Objects are counted where some are given; of those of one node it is at most as many."""
    known = tuple(objects)
    for watch in found:
        path = watch.component.origin.path
        span = values.locate(path) if path else None
        number = count(watch, known) if known else None
        most = "<=" if "$" in watch.fields else ""
        yield (
            watch.collector,
            watch.pods,
            watch.resource,
            ",".join(watch.namespaces) or "all",
            watch.selector or "none",
            "" if number is None else f"{most}{number}",
            watch.component.name,
            f"{dotted(path)}{f' ({span.file}:{span.line})' if span else ''}",
        )


def as_text(lines: Iterable[tuple[str, ...]]) -> str:
    """A table with aligned columns; those in which nothing is are left out."""
    body = [*lines]
    columns = [[head, *cells] for head, cells in zip(HEADS, zip(*body, strict=True), strict=False) if any(cells)]
    widths = [max(map(len, column)) for column in columns]
    table = zip(*columns, strict=True)
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in table)


def as_json(lines: Iterable[tuple[str, ...]]) -> str:
    """The table as JSON: an object a watch."""
    return json.dumps([dict(zip(HEADS, line, strict=True)) for line in lines], indent=2) + "\n"
