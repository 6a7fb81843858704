"""Objects of a cluster that a source finds: made of what its discovery and its rules ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from alloyc.algebra import language, word
from alloyc.graph.component import Component
from alloyc.languages.fault import LanguageFault, NotModelled
from alloyc.simulate.evaluate import argument, blocks
from alloyc.simulate.places import Source
from alloyc.simulate.simulation import Simulation
from alloyc.simulate.trace import Unknown
from alloyc.simulate.upstream import upstream
from alloyc.syntax.ast import Block
from alloyc.why import World
from alloyc.why.decide import read_labels, rule_text
from alloyc.why.pods import pod_of

POD = "__meta_kubernetes_pod_"
MONITORS = {"servicemonitors": "ServiceMonitor", "podmonitors": "PodMonitor", "probes": "Probe"}


def objects(world: World, source: Source, namespace: str) -> tuple[dict[str, Any], ...]:
    """A pod, and a monitor of it where the source reads monitors, in a namespace."""
    simulation = world.simulation(source.collector)
    labels, annotations, ports = {"app": "seen"}, {}, {"http": 8080}
    for component in upstream(simulation, source.component):
        labels |= dict(_selected(simulation, component))
        for label, value in _kept(component):
            name = label.removeprefix(POD)
            if name.startswith("label_"):
                labels.setdefault(name.removeprefix("label_"), value)
            elif name.startswith("annotation_"):
                annotations[name.removeprefix("annotation_")] = value
            elif name == "container_port_name":
                ports = {value: 8080}
    return _pod(namespace, labels, annotations, ports), *_monitors(source, namespace, next(iter(ports)))


def _pod(namespace: str, labels: dict[str, str], annotations: dict[str, str], ports: dict[str, int]) -> Any:
    pod: Any = pod_of({"namespace": namespace, "pod": "p"})[0]
    container = {**pod["spec"]["containers"][0], "ports": [{"name": n, "containerPort": p} for n, p in ports.items()]}
    metadata = {**pod["metadata"], "labels": labels, "annotations": annotations}
    return {**pod, "metadata": metadata, "spec": {**pod["spec"], "containers": [container]}}


def _selected(simulation: Simulation, component: Component) -> Iterator[tuple[str, str]]:
    """The labels that a discovery selects by: one value of each."""
    for selector in blocks(component.body, "selectors"):
        try:
            text = str(argument(selector.body, "label", "", simulation.lookup))
        except Unknown:
            continue
        for name, one, several in re.findall(r"([\w./-]+)\s*(?:==?\s*([\w.-]+)|in\s*\(([^)]*)\))", text):
            yield name, one or several.split(",")[0].strip()


def _kept(component: Component) -> Iterator[tuple[str, str]]:
    """The labels that a rule wants, each with a value that it takes."""
    for rule in component.body:
        if not isinstance(rule, Block) or rule_text(rule, "action") not in ("keep", "keepequal"):
            continue
        names = read_labels(rule)
        try:
            found = word([language(rule_text(rule, "regex", ".+"))])
        except (LanguageFault, NotModelled):
            continue
        values = (found or "").split(rule_text(rule, "separator", ";"))
        yield from zip(names, values, strict=False)


def _monitors(source: Source, namespace: str, port: str) -> Iterator[dict[str, Any]]:
    kind = MONITORS.get(source.component.kind.removeprefix("prometheus.operator."))
    if kind is None:
        return
    labels = {}
    for selector in blocks(source.component.body, "selector"):
        labels |= argument(selector.body, "match_labels", {})
        for asked in blocks(selector.body, "match_expression"):
            labels |= {str(argument(asked.body, "key")): str(value) for value in argument(asked.body, "values", [])[:1]}
    metadata = {"name": "seen", "namespace": namespace, "uid": "1", "labels": labels}
    match = {"selector": {"matchLabels": {"app": "seen"}}}
    spec: dict[str, Any] = {
        "ServiceMonitor": {**match, "endpoints": [{"port": port}]},
        "PodMonitor": {**match, "podMetricsEndpoints": [{"port": port}]},
        "Probe": {"prober": {"url": "prober:80"}, "targets": {"staticConfig": {"static": ["a"]}}},
    }[kind]
    yield {"apiVersion": "monitoring.coreos.com/v1", "kind": kind, "metadata": metadata, "spec": spec}
    yield {"apiVersion": "v1", "kind": "Service", "metadata": {**metadata, "labels": {"app": "seen"}},
           "spec": {"selector": {"app": "seen"}, "ports": [{"name": port, "port": 8080}]}}  # fmt: skip
    yield {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
           "metadata": {**metadata, "labels": {"app": "seen", "kubernetes.io/service-name": "seen"}},
           "ports": [{"name": port, "port": 8080, "protocol": "TCP"}],
           "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": True},
                          "targetRef": {"kind": "Pod", "name": "p", "namespace": namespace}}]}  # fmt: skip
