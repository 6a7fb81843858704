"""OTLP's JSON <-> what processors work on: dicts with every field filled in, attributes as dicts of plain values."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from ...values.preset_data import data
from ..data import Otlp
from ..trace import Unknown

Message: TypeAlias = dict[str, Any]

_DEFAULTS: dict[str, Any] = {"string": "", "number": 0, "text_number": 0, "double": 0.0, "boolean": False, "id": ""}
RESOURCES = {"traces": "resourceSpans", "logs": "resourceLogs", "metrics": "resourceMetrics"}
SCOPES = {"traces": "scopeSpans", "logs": "scopeLogs", "metrics": "scopeMetrics"}
RECORDS = {"traces": "spans", "logs": "logRecords", "metrics": "metrics"}
METRIC_TYPES = ("gauge", "sum", "histogram", "exponentialHistogram", "summary")
"""A metric has at most one of these fields; a type's number is its place, from 1."""


@cache
def _fields(message: str) -> tuple[tuple[str, str], ...]:
    return tuple(data("otlp/messages")[message].items())


def decode(datum: Otlp) -> Message:
    """The data as a tree that may be changed. Raises Unknown for what is no OTLP."""
    try:
        return _decode(datum.signal, datum.data)
    except (ValueError, TypeError, AttributeError) as error:
        raise Unknown(f"the {datum.signal} are not OTLP: {error}") from None


def encode(signal: str, tree: Message) -> Otlp:
    """The tree as OTLP, what is empty left out as the Collector leaves it out."""
    return Otlp(signal, _encode(signal, tree))


def empty(message: str) -> Message:
    """A message with nothing in it."""
    return _decode(message, {})


def filled(message: str, **fields: Any) -> Message:
    """A message with some of its fields; the others are empty."""
    return {**empty(message), **fields}


def metrics_of(scope: str, metrics: list[Message], resource: Mapping[str, Any] | None = None) -> Message:
    """An entry of a resource with metrics that a component made."""
    inner = filled("scope_metrics", scope=filled("scope", name=scope), metrics=metrics)
    return filled(
        "resource_metrics", resource=filled("resource", attributes=dict(resource or {})), scopeMetrics=[inner]
    )


def _decode(message: str, source: Mapping[str, Any]) -> Message:
    source = {re.sub(r"_([a-z])", lambda match: match[1].upper(), key): value for key, value in source.items()}
    return {name: _decode_field(name, kind, source.get(name)) for name, kind in _fields(message)}


def _decode_field(name: str, kind: str, value: Any) -> Any:
    if kind[0] == "[":
        return [_decode_field(name, kind[1:-1], item) for item in value or ()]
    if kind.endswith("?"):
        return None if value is None else _decode_field(name, kind[:-1], value)
    if kind == "attributes":
        return _decode_attributes(value or ())
    if kind == "value":
        return decode_value(value or {})
    if kind not in _DEFAULTS:
        return _decode(kind, value or {})
    if value is None:
        return _DEFAULTS[kind]
    if kind in ("number", "text_number"):
        return _integer(name, value)
    if kind == "id":
        return "" if re.fullmatch("0*", value) else value.lower()
    return float(value) if kind == "double" else value


def _integer(name: str, value: Any) -> int:
    if isinstance(value, str) and name in data("otlp/messages")["names"]:
        return int(data("otlp/messages")["names"][name].index(value))
    return int(value)


def _decode_attributes(pairs: Any) -> dict[str, Any]:
    return {pair.get("key", ""): decode_value(pair.get("value") or {}) for pair in pairs}


def decode_value(value: Mapping[str, Any]) -> Any:
    """The value of an attribute: `{"intValue": "1"}` is 1, `{}` is None."""
    for kind, content in value.items():
        match kind:
            case "stringValue" | "boolValue":
                return content
            case "intValue":
                return int(content)
            case "doubleValue":
                return float(content)
            case "arrayValue":
                return [decode_value(item) for item in content.get("values") or ()]
            case "kvlistValue":
                return _decode_attributes(content.get("values") or ())
            case "bytesValue":
                return base64.b64decode(content)
    return None


def _encode(message: str, source: Message) -> Message:
    encoded = {}
    for name, kind in _fields(message):
        value = source[name]
        is_message = kind not in _DEFAULTS and kind[0] != "[" and kind[-1] != "?" and kind != "attributes"
        if is_message or (value is not None if kind[-1] == "?" else bool(value)):
            encoded[name] = _encode_field(kind.removesuffix("?"), value)
    return encoded


def _encode_field(kind: str, value: Any) -> Any:
    if kind[0] == "[":
        return [_encode_field(kind[1:-1], item) for item in value]
    match kind:
        case "attributes":
            return [_pair(_text(key), encode_value(item)) for key, item in value.items()]
        case "value":
            return encode_value(value)
        case "text_number":
            return str(value)
        case "double":
            return _double(value)
        case "string":
            return _text(value)
        case _:
            return value if kind in _DEFAULTS else _encode(kind, value)


def _pair(key: str, value: Message) -> Message:
    return {"key": key, "value": value} if key else {"value": value}


def encode_value(value: Any) -> Message:
    """An attribute's value as OTLP has it."""
    match value:
        case None:
            return {}
        case str():
            return {"stringValue": _text(value)}
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": _double(value)}
        case bytes():
            return {"bytesValue": base64.b64encode(value).decode()}
        case dict():
            return {"kvlistValue": {"values": _encode_field("attributes", value)} if value else {}}
        case _:
            return {"arrayValue": {"values": [encode_value(item) for item in value]} if value else {}}


def _double(value: float) -> Any:
    if value != value:
        return "NaN"
    return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(value, value)


def _text(text: str) -> str:
    """Bytes that are no UTF-8, which a cut text may end with, become U+FFFD."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def scopes(signal: str, tree: Message) -> Iterator[tuple[Message, Message]]:
    """Each scope's entry with its resource's."""
    for resource in tree[RESOURCES[signal]]:
        for scope in resource[SCOPES[signal]]:
            yield resource, scope


def metric_type(metric: Message) -> str:
    """The field that a metric's data points are in; "" for a metric without any."""
    return next((name for name in METRIC_TYPES if metric[name] is not None), "")


def data_points(metric: Message) -> list[Message]:
    """A metric's data points."""
    kind = metric_type(metric)
    points: list[Message] = metric[kind]["dataPoints"] if kind else []
    return points
