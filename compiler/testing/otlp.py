"""OTLP as tests write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..simulate.data import Otlp
from ..simulate.otlp.messages import RESOURCES
from ..simulate.trace import Unknown
from .model import Span

_TRACE = "0af7651916cd43dd8448eb211c80319c"
_SPAN = "b7ad6b7169203331"


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
