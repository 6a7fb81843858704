"""The ways of a datum: which sources could give it, and what becomes of it from each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from ..catalog.behaviour import kind
from ..graph.component import Component, refs
from ..simulate.data import Line, Otlp, Series, Target
from ..simulate.flow import run
from ..simulate.kubernetes import discover
from ..simulate.monitors import MONITORS, monitored
from ..simulate.places import Source, giving_metric, named, suggestion
from ..simulate.simulation import Simulation
from ..simulate.targets import discovery_of, targets_of
from ..simulate.trace import Step, Trace, Unknown
from ..simulate.upstream import relabels_before, stand_in
from ..syntax.ast import Block
from .fault import refused
from .otlp import depends_on_findings, finders
from .question import Question
from .world import World

POD_SOURCES = ("loki.source.file", "loki.source.kubernetes", "loki.source.podlogs")
_CRI = re.compile(r"\d{4}-\d\d-\d\dT\S+ std(?:out|err) [FP] ")


@dataclass(frozen=True)
class Way:
    """A trace, and the source that it begins at. `assumed` are processors that are taken to find nothing."""

    source: Source
    trace: Trace
    assumed: tuple[str, ...] = ()


def ways(world: World, question: Question) -> list[Way]:
    """Every way of the datum, from each source that could give it. Raises Refused for a source that there is not."""
    return [way for source in giving(world, question) for way in _ways_from(world, question, source)]


def _ways_from(world: World, question: Question, source: Source) -> Iterator[Way]:
    if isinstance(question.datum, Otlp):
        return _records(world, question, source)
    return (Way(source, trace) for trace in _from(world, question, source))


def giving(world: World, question: Question) -> list[Source]:
    """The sources that could give the datum."""
    if question.at:
        named_so = _at(world, question.at)
        return [s for s in named_so if question.signal in (None, *s.signals)] or named_so
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
        case Target() if question.objects and source.component.kind.startswith("prometheus.operator."):
            yield from _monitors(simulation, source.component)
        case Target() if question.objects:
            yield from _targets(simulation, source.component)
        case Target() as target:
            before = {source.component.id, *(c.id for c in relabels_before(simulation, source.component))}
            for component in _discoveries(simulation, source.component):
                traces = run(simulation, component, target)
                yield from (t for t in traces if t.ended is None or t.ended.id in before)
        case datum:
            yield from run(simulation, source.component, datum)


def _records(world: World, question: Question, source: Source) -> Iterator[Way]:
    """The ways of OTLP; unknown where what a processor finds may decide about it and was not given."""
    datum, simulation = question.datum, world.simulation(source.collector, question.objects)
    assert isinstance(datum, Otlp)
    for trace in run(simulation, source.component, datum):
        on_the_way = world.between(source.collector, source.component, trace.ended or source.component, datum.signal)
        missing = finders(on_the_way, world.facts)
        if not on_the_way:
            continue  # a connector made another signal of it
        if missing and depends_on_findings(on_the_way, trace, datum.signal):
            trace = replace(trace, arrived=(), unknown=f"what `otelcol.processor.{missing[0]}` finds was not given")
        yield Way(source, trace, tuple(missing))


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
        except Unknown as reason:
            yield Trace(Target({}), (), (), str(reason), discovery)
            continue
        found = [t for target in targets for t in run(simulation, discovery, Target(target)) if t.ended]
        found = [trace for trace in found if trace.ended is not None and trace.ended.id in before]
        arrived = [trace for trace in found if trace.arrived]
        yield from (arrived or found)[:1]
        if not targets and simulation.argument(discovery, "role", "") == "pod":
            pod = next(found for found in simulation.objects if found.get("kind") == "Pod")
            held = Target({"namespace": str(pod["metadata"]["namespace"])})
            yield Trace(held, (_not_found(simulation, discovery, held),), (), "", discovery)


def _monitors(simulation: Simulation, component: Component) -> Iterator[Trace]:
    """What becomes of the targets that the cluster's monitors find; of a monitor that is not watched, nothing."""
    found = monitored(simulation, component)
    for one in found:
        for target in one.targets:
            yield from run(simulation, component, Target(target))
    watched = [one.source for one in found]
    for monitor in simulation.objects:
        if monitor.get("kind") == MONITORS.get(component.kind) and monitor not in watched:
            held = Target({"namespace": str(monitor["metadata"].get("namespace", "default"))})
            yield Trace(held, (_not_watched(simulation, component, held),), (), "", component)


def _not_watched(simulation: Simulation, component: Component, held: Target) -> Step:
    """The step of a monitor in a namespace that is not watched, or with labels that are not selected."""
    namespaces = simulation.argument(component, "namespaces", [])
    name = "namespaces" if namespaces and held.labels["namespace"] not in namespaces else "selector"
    statement = next((s for s in component.body if s.name == name), None)
    return Step(component, statement, held, (), f"its {name} leave the monitor out")


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
