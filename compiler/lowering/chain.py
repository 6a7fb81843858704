"""The way through data processors: stamp what a feature sends, process it, and part it again before its destinations.

    feature -> stamp -> processor -> sink -> next processor -> sink -> a gate for each destination

Features of a collector share a processor, and all that comes after it, if their lists go on from it in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..graph.build import Value
from ..planning.telemetry import Telemetry
from ..processors import load
from ..report.contribution import Contribution
from ..report.record import dataclass
from ..values.names import alloy_name
from ..values.placed import joined
from .gates import RELABEL, STAMP, add_gate, output, stamp_rule, stamp_statement, transform
from .pipeline import Pipeline
from .stages import static_labels


@dataclass(frozen=True)
class Way:
    """What one feature of a collector sends through processors, in their order, towards destinations."""

    label: str
    telemetry: Telemetry
    processors: tuple[str, ...]
    destinations: tuple[str, ...]
    by: tuple[Contribution, ...] = ()
    """What turned the feature on, and listed the processors."""


def lower_ways(ways: Iterable[Way], pipeline: Pipeline) -> dict[tuple[str, Telemetry], Value]:
    """Adds the processors of a collector, each as often as it is needed. Gives where each way begins, by the label of
    its feature and its telemetry. The pipeline knows the receivers of the destinations."""
    known = [way for way in ways if way.processors and way.destinations]
    tails = {(way.telemetry, way.processors[i:]) for way in known for i in range(len(way.processors))}
    begins: dict[tuple[Telemetry, tuple[str, ...]], Value] = {}
    for telemetry, tail in sorted(tails, key=lambda found: (found[0], len(found[1]), found[1])):
        part = replace(pipeline, path=("dataProcessors", tail[0]), prefix=_prefix(tail, telemetry, tails))
        part = replace(part, by=_reasons(telemetry, tail, known))
        if len(tail) > 1:
            targets = [begins[telemetry, tail[1:]]]
        else:
            targets = _gates(telemetry, _destinations(telemetry, tail, known), part)
        begins[telemetry, tail] = _lower_processor(tail[0], telemetry, targets, part)
    stamps = {}
    for way in known:
        part = replace(pipeline, path=("dataProcessors", way.processors[0]), prefix=way.label, by=way.by)
        stamps[way.label, way.telemetry] = _stamp(way, begins[way.telemetry, way.processors], part)
    return stamps


def _prefix(tail: tuple[str, ...], telemetry: Telemetry, tails: Iterable[tuple[Telemetry, tuple[str, ...]]]) -> str:
    """The labels of a processor's components begin with its name. Where lists go on from it in several ways, the
    shortest has the plain name, the others say how they go on."""
    rivals = [other for of, other in tails if of == telemetry and other[0] == tail[0]]
    if tail == min(rivals, key=lambda other: (len(other), other)):
        return alloy_name(tail[0])
    return "_then_".join(alloy_name(name) for name in tail)


def _destinations(telemetry: Telemetry, tail: tuple[str, ...], ways: Iterable[Way]) -> list[str]:
    """Where the ways end that end with a processor."""
    ending = (way.destinations for way in ways if way.telemetry == telemetry and way.processors[-1:] == tail)
    return sorted({name for destinations in ending for name in destinations})


def _reasons(telemetry: Telemetry, tail: tuple[str, ...], ways: Iterable[Way]) -> tuple[Contribution, ...]:
    """What the ways that go through a processor, and on from it in the same way, are there for."""
    through = (way.by for way in ways if way.telemetry == telemetry and way.processors[-len(tail) :] == tail)
    return tuple(dict.fromkeys(by for given in through for by in given))


def _gates(telemetry: Telemetry, destinations: Iterable[str], pipeline: Pipeline) -> list[Value]:
    role = f"gate_{telemetry.signal}_{telemetry.ecosystem}"
    return [
        add_gate(pipeline, f"{alloy_name(name)}_{role}", telemetry, name, pipeline.receivers[name][telemetry])
        for name in destinations
    ]


def _lower_processor(name: str, telemetry: Telemetry, targets: list[Value], pipeline: Pipeline) -> Value:
    """Adds a processor and its sink. The name of a sink is documented: what users write may forward to it."""
    processor = pipeline.installation.processors[name]
    role = f"out_{telemetry.signal}_{telemetry.ecosystem}"
    if telemetry.ecosystem == "otlp":
        sink = pipeline.add_entry("otelcol.processor.batch", role, output(telemetry.signal, targets))["input"]
    else:
        kind = "loki.process" if telemetry.ecosystem == "loki" else RELABEL[telemetry.ecosystem]
        sink = pipeline.add_entry(kind, role, forward_to=targets)["receiver"]
    return load(processor.type).lower(processor.options, telemetry, sink, pipeline)


def _stamp(way: Way, forward_to: Value, pipeline: Pipeline) -> Value:
    """Adds what writes down which destinations the feature chose. It stays, like a destination, if nothing is sent."""
    telemetry = way.telemetry
    role = f"stamp_{telemetry.signal}_{telemetry.ecosystem}"
    match telemetry.ecosystem:
        case "otlp":
            statements: list[Value] = [stamp_statement(way.destinations)]
            return transform(pipeline, role, telemetry.signal, statements, [forward_to], entry=True)["input"]
        case "loki":
            labels: Mapping[str, Value] = {STAMP: joined(",", way.destinations)}
            return pipeline.add_entry("loki.process", role, static_labels(labels), forward_to=[forward_to])["receiver"]
        case ecosystem:
            stamp = stamp_rule(way.destinations)
            return pipeline.add_entry(RELABEL[ecosystem], role, stamp, forward_to=[forward_to])["receiver"]
