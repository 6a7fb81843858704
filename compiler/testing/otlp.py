"""OTLP as tests write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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


def differences(before: Otlp, after: Otlp) -> Iterator[str]:
    """What OTLP has after a step and had not before, and what is gone: `attributes.level="info"`. The record is named
    by its number where there are several."""
    had, has = dict(_leaves(before.data)), dict(_leaves(after.data))
    yield from (
        f"{path}={json.dumps(value, ensure_ascii=False)}" for path, value in has.items() if had.get(path) != value
    )
    yield from (f"without {path}" for path in had if path not in has)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values in an object by their paths, without the names of what merely holds others."""
    match value:
        case {"key": str(key), "value": inner}:
            yield from _leaves(inner, f"{path}.{key}")
        case dict():
            for name, inner in value.items():
                shown = "" if name in _HOLDERS or name.endswith("Value") else f".{name}"
                yield from _leaves(inner, path + shown)
        case [dict(), *rest] if rest and "key" not in value[0]:
            for number, item in enumerate(value, 1):
                yield from _leaves(item, f"{path}[{number}]")
        case list():
            for item in value:
                yield from _leaves(item, path)
        case _:
            yield path.removeprefix("."), value


_HOLDERS = ("resourceSpans", "resourceLogs", "resourceMetrics", "scopeSpans", "scopeLogs", "scopeMetrics", "spans",
            "logRecords", "metrics", "values")  # fmt: skip
