"""OTLP as tests write it, and as they look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..simulate.data import Otlp
from ..simulate.otlp.messages import METRIC_TYPES, RECORDS, RESOURCES, SCOPES, decode
from ..simulate.trace import Unknown
from .model import Span

_TRACE = "0af7651916cd43dd8448eb211c80319c"
_SPAN = "b7ad6b7169203331"


@dataclass(frozen=True)
class Record:
    """A span, a log record, or a data point, with all that is known of it."""

    name: str
    attributes: Mapping[str, Any]
    resource: Mapping[str, Any]
    body: str = ""


def of_span(span: Span) -> Otlp:
    """A span written in short."""
    resource = {**({"service.name": span.service} if span.service else {}), **span.resource}
    written = {"traceId": _TRACE, "spanId": _SPAN, "name": span.name, "kind": span.kind,
               "attributes": _attributes(span.attributes)}  # fmt: skip
    scope = {"scope": {"name": "test"}, "spans": [written]}
    return Otlp(
        "traces", {"resourceSpans": [{"resource": {"attributes": _attributes(resource)}, "scopeSpans": [scope]}]}
    )


def of_object(data: Mapping[str, Any]) -> list[Otlp]:
    """OTLP's JSON. Raises Unknown for what is none."""
    found = [Otlp(signal, {key: data[key]}) for signal, key in RESOURCES.items() if key in data]
    if not found:
        raise Unknown("the OTLP has none of `resourceSpans`, `resourceLogs` and `resourceMetrics`")
    return found


def _attributes(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in values.items()]


def _value(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case dict():
            return {"kvlistValue": {"values": _attributes(value)}}
    return {"stringValue": str(value)}


def records(datum: Otlp) -> Iterator[Record]:
    """Every span, log record or data point."""
    for resource in decode(datum)[RESOURCES[datum.signal]]:
        known = (resource.get("resource") or {}).get("attributes", {})
        for scope in resource[SCOPES[datum.signal]]:
            for record in scope[RECORDS[datum.signal]]:
                yield from _records(datum.signal, record, known)


def _records(signal: str, record: Mapping[str, Any], resource: Mapping[str, Any]) -> Iterator[Record]:
    if signal == "metrics":
        for type in METRIC_TYPES:
            for point in (record.get(type) or {}).get("dataPoints", []):
                yield Record(record["name"], point["attributes"], resource)
        return
    body = record.get("body")
    yield Record(record.get("name", ""), record["attributes"], resource, "" if body is None else str(body))
