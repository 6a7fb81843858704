"""otelcol.connector.spanmetrics: calls, durations and events of the spans that are given, counted from nothing.

Alloy sends them after `metrics_flush_interval`; the time of that is `now`. (In its first sending a cumulative count is
0, so that whoever reads it sees it rise; what is made here is what it is from then on.)

Source: connector/spanmetricsconnector of opentelemetry-collector-contrib v0.158.0.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...languages.gotime import parse_duration
from ...languages.ottl.values import Value, attribute_text
from ..trace import Unknown
from .arguments import Arguments, Facts, Refused, texts
from .count import dimension
from .messages import Message, filled, metrics_of

_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
_CODES = ("UNSET", "OK", "ERROR")
_BUCKETS = (
    "2ms", "4ms", "6ms", "8ms", "10ms", "50ms", "100ms", "200ms", "400ms", "800ms", "1s", "1400ms", "2s", "5s", "10s",
    "15s",
)  # fmt: skip
_UNITS = {"ms": 10**6, "s": 10**9}


@dataclass
class _Group:
    """The spans of one resource: durations by the attributes of each metric."""

    resource: Mapping[str, Value]
    calls: dict[str, tuple[dict[str, Value], list[float]]] = field(default_factory=dict)
    durations: dict[str, tuple[dict[str, Value], list[float]]] = field(default_factory=dict)
    events: dict[str, tuple[dict[str, Value], list[float]]] = field(default_factory=dict)


def spanmetrics(arguments: Arguments, signal: str, tree: Message, facts: Facts) -> Message:
    """Spans of resources without `service.name` are not counted. Raises Refused, and Unknown for exponential
    histograms, exemplars, and spans that stand for others."""
    _check(arguments)
    groups: dict[str, _Group] = {}
    keys = texts(arguments.get("resource_metrics_key_attributes"))
    for resource in tree["resourceSpans"]:
        attributes = resource["resource"]["attributes"]
        if "service.name" not in attributes:
            continue
        identity = repr(sorted((k, repr(v)) for k, v in attributes.items() if k in keys or not keys))
        group = groups.setdefault(identity, _Group(attributes))
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                _observe(arguments, group, attributes, scope["scope"], span)
    made = [metrics_of("spanmetricsconnector", _metrics(arguments, g, facts), g.resource) for g in groups.values()]
    return {"resourceMetrics": made}


def _check(arguments: Arguments) -> None:
    histogram = arguments.block("histogram")
    if histogram is None or (histogram.block("explicit") is None) == (histogram.block("exponential") is None):
        raise Refused("one histogram, `explicit` or `exponential`, must be given")
    if histogram.get("unit", "ms") not in _UNITS:
        raise Refused("the unit of a histogram is `ms` or `s`")
    if histogram.block("exponential") is not None and not histogram.get("disable", False):
        raise Unknown("otelcol.connector.spanmetrics: exponential histograms")
    if arguments.section("exemplars").get("enabled", False):
        raise Unknown("otelcol.connector.spanmetrics: exemplars")
    if arguments.get("include_collector_instance_id", False):
        raise Unknown("otelcol.connector.spanmetrics: the id of the instance, which is random")
    held = (arguments, arguments.section("histogram"), arguments.section("events"))
    if any(entry.get("glob") for one in held for entry in one.blocks("dimension", "calls_dimension")):
        raise Unknown("otelcol.connector.spanmetrics: dimensions by `glob`")


def _observe(arguments: Arguments, group: _Group, resource: Mapping[str, Value], scope: Message, span: Message) -> None:
    if span["traceState"]:
        raise Unknown("otelcol.connector.spanmetrics: spans with a trace state, which may stand for others")
    unit = _UNITS[arguments.section("histogram").get("unit", "ms")]
    duration = max(0, span["endTimeUnixNano"] - span["startTimeUnixNano"]) / unit
    base = _base(arguments, resource, scope, span)
    shared = _dimensions(arguments, "dimension", span, resource)
    _add(group.calls, {**base, **shared, **_dimensions(arguments, "calls_dimension", span, resource)}, duration)
    of_durations = _dimensions(arguments.section("histogram"), "dimension", span, resource)
    _add(group.durations, {**base, **shared, **of_durations}, duration)
    for event in span["events"]:
        merged = {**resource, **event["attributes"]}
        found = _dimensions(arguments, "dimension", span, merged)
        found |= _dimensions(arguments.section("events"), "dimension", span, merged)
        _add(group.events, {**base, **found}, duration)


def _add(found: dict[str, tuple[dict[str, Value], list[float]]], attributes: dict[str, Value], duration: float) -> None:
    """Spans are told apart by what their attributes are as text."""
    key = repr([(name, attribute_text(value)) for name, value in attributes.items()])
    found.setdefault(key, (attributes, []))[1].append(duration)


def _base(arguments: Arguments, resource: Mapping[str, Value], scope: Message, span: Message) -> dict[str, Value]:
    service, kind, code = resource["service.name"], span["kind"], span["status"]["code"]
    named: dict[str, Value] = {
        "service.name": service if isinstance(service, str) else "",
        "span.name": span["name"],
        "span.kind": f"SPAN_KIND_{_KINDS[kind]}" if kind < len(_KINDS) else "",
        "status.code": f"STATUS_CODE_{_CODES[code]}" if code < len(_CODES) else "",
    }
    excluded = texts(arguments.get("exclude_dimensions"))
    base = {name: value for name, value in named.items() if name not in excluded}
    if scope["name"] and scope["name"] in texts(arguments.get("include_instrumentation_scope")):
        base["span.instrumentation.scope.name"] = scope["name"]
        if scope["version"]:
            base["span.instrumentation.scope.version"] = scope["version"]
    return base


def _dimensions(arguments: Arguments, block: str, span: Message, resource: Mapping[str, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for entry in arguments.blocks(block):
        found |= dimension(str(entry.get("name", "")), entry.get("default"), span["attributes"], resource)
    return found


def _metrics(arguments: Arguments, group: _Group, facts: Facts) -> list[Message]:
    namespace = str(arguments.get("namespace", "traces.span.metrics"))
    prefix = f"{namespace}." if namespace else ""
    temporality = 1 if arguments.get("aggregation_temporality", "CUMULATIVE") == "DELTA" else 2
    now, histogram = facts.get("now", 0), arguments.section("histogram")
    times = {"startTimeUnixNano": now, "timeUnixNano": now}

    def counted(name: str, found: dict[str, tuple[dict[str, Value], list[float]]]) -> Message:
        points = [
            filled("number_point", attributes=dict(attributes), asInt=len(durations), **times)
            for attributes, durations in found.values()
        ]
        total = filled("sum", dataPoints=points, aggregationTemporality=temporality, isMonotonic=True)
        return filled("metric", name=prefix + name, sum=total)

    limit = arguments.get("aggregation_cardinality_limit", 0)
    if 0 < limit < max(len(group.calls), len(group.durations), len(group.events)):
        raise Unknown("otelcol.connector.spanmetrics: more series than `aggregation_cardinality_limit`")
    made = [counted("calls", group.calls)]
    if not histogram.get("disable", False):
        unit = str(histogram.get("unit", "ms"))
        bounds = [parse_duration(text) / _UNITS[unit] for text in _buckets(histogram)]
        points = [_point(bounds, attributes, durations, times) for attributes, durations in group.durations.values()]
        held = filled("histogram", dataPoints=points, aggregationTemporality=temporality)
        made.append(filled("metric", name=f"{prefix}duration", unit=unit, histogram=held))
    if arguments.section("events").get("enabled", False):
        made.append(counted("events", group.events))
    return made


def _buckets(histogram: Arguments) -> list[str]:
    return texts(histogram.section("explicit").get("buckets", list(_BUCKETS)))


def _point(bounds: list[float], attributes: dict[str, Value], durations: list[float], times: dict[str, Any]) -> Message:
    counts = [0] * (len(bounds) + 1)
    total = 0.0
    for duration in durations:
        counts[bisect_left(bounds, duration)] += 1
        total += duration
    return filled(
        "histogram_point",
        attributes=dict(attributes), count=len(durations), sum=total, bucketCounts=counts, explicitBounds=bounds,
        **times,
    )  # fmt: skip
