"""otelcol.connector.count: how many spans, events, metrics, data points and log records there are.

Source: connector/countconnector of opentelemetry-collector-contrib v0.158.0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...languages.ottl import OttlFault
from ...languages.ottl.values import Value
from .arguments import Arguments, Facts, Failed, Refused
from .evaluate import compile_condition
from .messages import RESOURCES, SCOPES, Message, filled, metric_type, metrics_of
from .paths import Record
from .records import records
from .transform import Condition, holding

_SCOPE = "github.com/open-telemetry/opentelemetry-collector-contrib/connector/countconnector"


class _Kind(NamedTuple):
    """A block of the arguments: the context of what it counts, and the metric where there is no such block."""

    block: str
    context: str
    name: str
    description: str


_KINDS = {
    "traces": (
        _Kind("spans", "span", "trace.span.count", "The number of spans observed."),
        _Kind("spanevents", "spanevent", "trace.span.event.count", "The number of span events observed."),
    ),
    "metrics": (
        _Kind("metrics", "metric", "metric.count", "The number of metrics observed."),
        _Kind("datapoints", "datapoint", "metric.datapoint.count", "The number of data points observed."),
    ),
    "logs": (_Kind("logs", "log", "log.record.count", "The number of log records observed."),),
}
_TIMES = {
    "span": ("startTimeUnixNano", "endTimeUnixNano"), "spanevent": ("timeUnixNano",), "metric": (),
    "datapoint": ("timeUnixNano",), "log": ("timeUnixNano",),
}  # fmt: skip


@dataclass
class _Count:
    """A metric, what is counted for it, and the counts so far by the values of its attributes."""

    name: str
    description: str
    conditions: tuple[Condition, ...]
    attributes: Mapping[str, Value]
    counts: dict[str, tuple[dict[str, Value], int]] = field(default_factory=dict)


def count(arguments: Arguments, signal: str, tree: Message, facts: Facts) -> Message:
    """The counts of each resource. Raises Failed, and Refused."""
    for kind in (kind for kinds in _KINDS.values() for kind in kinds):
        _counts(arguments, kind)
    made = []
    for resource in tree[RESOURCES[signal]]:
        metrics: list[Message] = []
        for kind in _KINDS[signal]:
            metrics += _counted(arguments, kind, signal, {RESOURCES[signal]: [resource]}, facts)
        if metrics:
            made.append(metrics_of(_SCOPE, metrics, resource["resource"]["attributes"]))
    if signal == "metrics" and any(not metric_type(metric) for metric in _metrics(tree)):
        raise Failed("a metric without a type")
    return {"resourceMetrics": made}


def _metrics(tree: Message) -> Iterator[Message]:
    for resource in tree[RESOURCES["metrics"]]:
        for scope in resource[SCOPES["metrics"]]:
            yield from scope["metrics"]


def _counts(arguments: Arguments, kind: _Kind) -> list[_Count]:
    found = [_count(entry, kind) for entry in arguments.blocks(kind.block)]
    return list({one.name: one for one in found}.values()) or [_Count(kind.name, kind.description, (), {})]


def _count(entry: Arguments, kind: _Kind) -> _Count:
    name = str(entry.get("name", ""))
    if not name:
        raise Refused(f"`{kind.block}` wants a `name`")
    attributes = {str(one.get("key", "")): one.get("default_value") for one in entry.blocks("attributes")}
    if "" in attributes or (attributes and kind.context == "metric"):
        raise Refused(f"`{kind.block}` takes no such `attributes`")
    try:
        conditions = tuple(
            Condition(compile_condition(text, kind.context), at) for text, at in entry.items("conditions")
        )
    except OttlFault as fault:
        raise Refused(fault.message) from None
    return _Count(name, str(entry.get("description", "")), conditions, attributes)


def _counted(arguments: Arguments, kind: _Kind, signal: str, tree: Message, facts: Facts) -> list[Message]:
    counts, times = _counts(arguments, kind), list[int]()
    for record in records(kind.context, signal, tree):
        times += [record[kind.context][name] for name in _TIMES[kind.context] if record[kind.context][name]]
        for one in counts:
            _add(one, kind, record)
    first, last = (min(times), max(times)) if times else (facts.get("now", 0), facts.get("now", 0))
    return [_metric(one, first, last) for one in counts if one.counts]


def _add(one: _Count, kind: _Kind, record: Record) -> None:
    """Counts a record that has all attributes and for which a condition holds, if there are any."""
    own = record[kind.context].get("attributes", {}) if kind.context != "metric" else {}
    values: dict[str, Value] = {}
    for key, default in one.attributes.items():
        holders = (own, record["scope"]["attributes"], record["resource"]["attributes"])
        found = dimension(key, default, *holders)
        if not found:
            return
        values |= found
    if one.conditions and not holding(one.conditions, record, "propagate"):
        return
    key = json.dumps(values, sort_keys=True, default=str)
    one.counts[key] = (values, one.counts.get(key, (values, 0))[1] + 1)


def dimension(key: str, default: Any, *attributes: Mapping[str, Value]) -> dict[str, Value]:
    """An attribute with its value in the first map that has it, or else the default; nothing where there is none."""
    holder = next((own for own in attributes if key in own), None)
    if holder is not None:
        return {key: holder[key]}
    return {} if default is None else {key: default}


def _metric(one: _Count, first: int, last: int) -> Message:
    points = [
        filled("number_point", attributes=values, asInt=number, startTimeUnixNano=first, timeUnixNano=last)
        for values, number in one.counts.values()
    ]
    total = filled("sum", dataPoints=points, aggregationTemporality=1, isMonotonic=True)
    return filled("metric", name=one.name, description=one.description, sum=total)
