"""The ways of a datum: which sources could give it, and what becomes of it from each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ..catalog.behaviour import kind
from ..graph.component import Component, refs
from ..simulate.data import Line, Otlp, Series, Target
from ..simulate.flow import run
from ..simulate.kubernetes import discover
from ..simulate.places import Source, giving_metric, named, suggestion
from ..simulate.simulation import Simulation
from ..simulate.targets import discovery_of, targets_of
from ..simulate.trace import Step, Trace, Unknown
from ..simulate.upstream import relabels_before, stand_in
from ..syntax.ast import Block
from .question import Question, refused
from .world import World

POD_SOURCES = ("loki.source.file", "loki.source.kubernetes", "loki.source.podlogs")
_CRI = re.compile(r"\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP] ")


@dataclass(frozen=True)
class Way:
    """A trace, the source that it begins at, and the collector that it runs through."""

    source: Source
    trace: Trace


def ways(world: World, question: Question) -> list[Way]:
    """Every way of the datum, from each source that could give it. Raises Refused for a source that there is not."""
    return [Way(source, trace) for source in giving(world, question) for trace in _from(world, question, source)]


def giving(world: World, question: Question) -> list[Source]:
    """The sources that could give the datum."""
    if question.at:
        return _at(world, question.at)
    found = [s for s in world.sources if question.signal is None or question.signal in s.signals]
    if isinstance(question.datum, Series):
        return list(giving_metric(found, question.datum.labels["__name__"]))
    if isinstance(question.datum, Line) and question.objects:
        return [s for s in found if s.component.kind in POD_SOURCES]
    if isinstance(question.datum, Otlp):
        return [s for s in found if s.component.kind.startswith("otelcol.")]
    return found


def _at(world: World, name: str) -> list[Source]:
    """Sources by name, or any component of a configuration, which is then given the datum itself."""
    found = named(world.sources, name)
    if not found:
        found = tuple(
            Source((), collector, component, tuple(sorted(kind(component.kind).takes)))
            for collector, graph in world.graphs.items()
            for component in graph.components
            if component.name == name
        )
    if not found:
        raise refused(f"there is no source `{name}`", suggestion(name, world.sources))
    return list(found)


def _from(world: World, question: Question, source: Source) -> Iterator[Trace]:
    simulation = world.simulation(source.collector, question.objects)
    match question.datum:
        case Series() as series if kind(source.component.kind).role == "source":
            yield from run(simulation, source.component, series, target_of(simulation, source.component, series))
        case Line() as line if source.component.kind in POD_SOURCES and question.objects:
            yield from _lines(simulation, source.component, line)
        case Line() as line if (left_out := _of_other_namespace(simulation, source.component, line)) is not None:
            yield Trace(line, (left_out,), (), "", source.component)
        case Line() as line:
            yield from run(simulation, source.component, line, line.labels)
        case Target() as pod if question.objects and source.component.kind in POD_SOURCES:
            yield from _lines(simulation, source.component, Line(pod.labels, "a line"))
        case Target() if question.objects:
            yield from _targets(simulation, source.component)
        case Target() as target:
            before = {source.component.id, *(c.id for c in relabels_before(simulation, source.component))}
            for component in _discoveries(simulation, source.component):
                traces = run(simulation, component, target)
                yield from (t for t in traces if t.ended is None or t.ended.id in before)
        case datum:
            yield from run(simulation, source.component, datum)


def target_of(simulation: Simulation, component: Component, series: Series) -> dict[str, str]:
    """The labels that every target of a scrape has, where the series does not say them."""
    return {name: value for name, value in stand_in(simulation, component).items() if name not in series.labels}


def _discoveries(simulation: Simulation, component: Component) -> list[Component]:
    """Where the targets of a component are found."""
    found: dict[int, Component] = {}
    for path, ref in refs(component):
        if path.rpartition(".")[2] in ("targets", "path_targets"):
            before = simulation.component(ref.component)
            inner = _discoveries(simulation, before)
            found.update({c.id: c for c in inner or ([before] if before.kind != "discovery.relabel" else [])})
    return list(found.values())


def _lines(simulation: Simulation, component: Component, line: Line) -> Iterator[Trace]:
    """A line of a container: from what discovers the pod, through the source's rules, to the ends of the line."""
    discoveries = _discoveries(simulation, component)
    for discovery in discoveries:
        try:
            targets = targets_of(simulation, discovery)
        except Unknown as reason:
            yield Trace(line, (), (), str(reason), discovery)
            continue
        wanted = line.labels.get("container")
        chosen = [t for t in targets if wanted in (None, t.get("__meta_kubernetes_pod_container_name"))]
        if not chosen:
            yield Trace(line, (_not_found(simulation, discovery, line),), (), "", discovery)
        for target in chosen[:1]:
            for trace in run(simulation, discovery, Target(target)):
                yield from _line_of_target(simulation, component, line, trace)
    if not discoveries:
        yield from run(simulation, component, line, line.labels)


def _targets(simulation: Simulation, component: Component) -> Iterator[Trace]:
    """What becomes of a pod as a target: of its containers and ports, the best."""
    before = {component.id, *(c.id for c in relabels_before(simulation, component))}
    for discovery in _discoveries(simulation, component):
        try:
            targets = targets_of(simulation, discovery)
        except Unknown:
            continue
        found = [t for target in targets for t in run(simulation, discovery, Target(target)) if t.ended]
        found = [trace for trace in found if trace.ended is not None and trace.ended.id in before]
        arrived = [trace for trace in found if trace.arrived]
        yield from (arrived or found)[:1]
        if not targets and simulation.argument(discovery, "role", "") == "pod":
            pod = next(found for found in simulation.objects if found.get("kind") == "Pod")
            held = Target({"namespace": str(pod["metadata"]["namespace"])})
            yield Trace(held, (_not_found(simulation, discovery, held),), (), "", discovery)


def _of_other_namespace(simulation: Simulation, component: Component, line: Line) -> Step | None:
    """The step of an event in a namespace that its source does not watch."""
    if component.kind != "loki.source.kubernetes_events" or "namespace" not in line.labels:
        return None
    watched = simulation.argument(component, "namespaces", [])
    if not watched or line.labels["namespace"] in watched:
        return None
    statement = next(s for s in component.body if s.name == "namespaces")
    return Step(component, statement, line, (), "it does not watch the namespace")


def _not_found(simulation: Simulation, discovery: Component, line: Line | Target) -> Step:
    """The step of a pod that a discovery leaves out: by the first block without which it would find it."""
    for block in discovery.body:
        others = tuple(statement for statement in discovery.body if statement is not block)
        with suppress(Unknown):
            found = discover(discovery_of(simulation, discovery.with_body(others)), simulation.objects)
            if isinstance(block, Block) and found:
                return Step(discovery, block, line, (), "it does not find the pod")
    return Step(discovery, None, line, (), "it does not find the pod")


def _line_of_target(simulation: Simulation, component: Component, line: Line, found: Trace) -> Iterator[Trace]:
    """What becomes of the line of a target that comes to the source."""
    ends = found.arrived[0] if found.arrived else None
    if ends is None or not isinstance(ends[1], Target):
        yield replace(found, datum=line)
        return
    if ends[0].id != component.id and component.kind != "loki.source.file":
        return
    target = ends[1].labels
    raw = component.kind == "loki.source.file" and not _CRI.match(line.line)
    text = f"2024-01-01T00:00:00.000000000Z stdout F {line.line}" if raw else line.line
    written = replace(line, labels={}, line=text)
    for trace in run(simulation, component, written, target):
        yield replace(trace, datum=line, steps=(*found.steps, *trace.steps))


def pod_of(labels: Mapping[str, str]) -> tuple[Mapping[str, Any], ...]:
    """The objects of a cluster with one pod, as the labels of a line or a question tell it."""
    namespace, name = labels.get("namespace", "default"), labels.get("pod", "pod")
    others = {k: v for k, v in labels.items() if k not in ("namespace", "pod", "container", "node")}
    container = labels.get("container", "app")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "uid": "0", "labels": others},
        "spec": {"nodeName": labels.get("node", "node"), "containers": [{"name": container, "image": "image"}]},
        "status": {
            "phase": "Running",
            "podIP": "10.0.0.1",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": container, "containerID": "containerd://0", "ready": True}],
        },
    }
    return (pod, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": labels.get("node", "node")}})  # fmt: skip


def objects_of(manifest: str) -> tuple[Mapping[str, Any], ...]:
    """The objects of a cluster that has the pod of a manifest, with its namespace and node. Raises Refused."""
    import yaml

    try:
        pod = yaml.safe_load(manifest)
    except yaml.YAMLError:
        pod = None
    if not isinstance(pod, dict) or pod.get("kind") != "Pod" or not isinstance(pod.get("metadata"), dict):
        raise refused("this is no manifest of a pod", "give a file with one object whose `kind` is Pod")
    held, containers = pod["metadata"], pod.get("spec", {}).get("containers", [])
    assumed = pod_of({"namespace": held.get("namespace", "default"), "pod": held.get("name", "pod")})
    statuses = [{"name": c.get("name", ""), "containerID": "containerd://0", "ready": True} for c in containers]
    status = {**assumed[0]["status"], "containerStatuses": statuses, **pod.get("status", {})}
    spec = {"nodeName": "node", **pod.get("spec", {})}
    named = {"uid": "0", "namespace": "default", **held}
    return ({**pod, "metadata": named, "spec": spec, "status": status}, *assumed[1:])
