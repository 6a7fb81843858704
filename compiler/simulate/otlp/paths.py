"""Reading and setting what a path of OTTL leads to, in a record.

A record maps each context that a statement can see to its message; `cache` is its own, `resource_entry` and
`scope_entry` hold the URLs of the schemas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...languages.ottl.convert import to_string
from ...languages.ottl.tables import Place
from ...languages.ottl.values import (
    Counts,
    EvaluationError,
    Messages,
    Plain,
    SpanId,
    Time,
    TraceId,
    Unmodelled,
    Value,
    attribute_text,
    int64,
)
from ...languages.ottl.values import Message as Opaque
from .messages import METRIC_TYPES, data_points, metric_type

Record: TypeAlias = dict[str, Any]
Evaluate: TypeAlias = Callable[[Record], Value]
Key: TypeAlias = Callable[[Record], Value]


@dataclass(frozen=True, slots=True)
class Target:
    """A path in one record, to be read and set."""

    record: Record
    place: Place
    keys: tuple[Key, ...]

    def get(self) -> Value:
        return read(self.record, self.place, self.keys)

    def set(self, value: Value) -> None:
        write(self.record, self.place, self.keys, value)


def read(record: Record, place: Place, keys: tuple[Key, ...]) -> Value:
    """The value at a path. Raises EvaluationError where the Collector has an error."""
    if place.kind in ("attributes", "value"):
        holder, field = _holder(record, place)
        return _indexed(holder[field], keys, record) if keys else holder[field]
    if keys:
        raise Unmodelled(f"a key of `{place.kind}`")
    reader = _READERS.get(place.kind)
    if reader is not None:
        return reader(record)
    holder, field = _holder(record, place)
    return None if field not in holder else _read_field(place, holder, field)


def _holder(record: Record, place: Place) -> tuple[dict[str, Any], str]:
    if place.field == "cache":
        return record, "cache"
    if place.kind == "schema_url":
        return record[f"{place.context}_entry"], "schemaUrl"
    first, _, rest = place.field.partition(".")
    holder = record[place.context]
    if not rest:
        return holder, first
    return holder.get(first) or {}, rest


def _read_field(place: Place, holder: dict[str, Any], field: str) -> Value:
    value = holder[field]
    match place.kind:
        case "unsigned" | "nanoseconds":
            return int64(value)
        case "time":
            return Time(int64(value))
        case "double":
            return value or 0.0
        case "number":
            return (0.0 if field == "asDouble" else 0) if value is None else value
        case "trace_id":
            return TraceId.fromhex(value or "00" * 16)
        case "span_id":
            return SpanId.fromhex(value or "00" * 8)
        case "trace_id_text":
            return value or "00" * 16
        case "span_id_text":
            return value or "00" * 8
        case "span_kind":
            return dict(enumerate(_SPAN_KINDS)).get(value, "")
        case "deprecated_span_kind":
            return dict(enumerate(_SPAN_KINDS)).get(value, "") and f"SPAN_KIND_{_SPAN_KINDS[value].upper()}"
        case "value_text":
            return attribute_text(value)
        case "messages":
            return Messages(field, value)
        case "message":
            return Opaque(field, value)
        case "counts":
            return Counts(value)
        case "bounds":
            return tuple(value)
        case "string" | "integer" | "flags" | "schema_url" | "trace_state":
            return value
    raise Unmodelled(f"the path `{place.field}`")


_SPAN_KINDS = ("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer")


def _read_temporality(record: Record) -> Value:
    kind = metric_type(record["metric"])
    return record["metric"][kind].get("aggregationTemporality") if kind else None


def _read_monotonic(record: Record) -> Value:
    metric = record["metric"]
    return metric["sum"]["isMonotonic"] if metric_type(metric) == "sum" else None


def _read_metric_type(record: Record) -> Value:
    return (*("",), *METRIC_TYPES).index(metric_type(record["metric"]))


def _read_data_points(record: Record) -> Value:
    kind = metric_type(record["metric"])
    return Messages(f"{kind} points", data_points(record["metric"])) if kind else None


def _read_request(record: Record) -> Value:
    raise Unmodelled("what came with the request")


def _read_event_index(record: Record) -> Value:
    # The processors do not set it.
    raise EvaluationError("no `event_index` has been set")


_READERS: dict[str, Callable[[Record], Value]] = {
    "temporality": _read_temporality,
    "monotonic": _read_monotonic,
    "metric_type": _read_metric_type,
    "data_points": _read_data_points,
    "event_index": _read_event_index,
    "request": _read_request,
    "request_attributes": _read_request,
}


def _indexed(value: Value, keys: tuple[Key, ...], record: Record) -> Value:
    for key in keys:
        if isinstance(value, dict):
            name = _string_key(key(record))
            if name not in value:
                return None
            value = value[name]
        elif isinstance(value, list):
            value = value[_position(key(record), value)]
        else:
            raise EvaluationError("this type does not support indexing")
    return value


def _string_key(key: Value) -> str:
    if not isinstance(key, str):
        raise EvaluationError("a map wants a string for a key")
    return key


def _position(key: Value, items: list[Value]) -> int:
    if type(key) is not int:
        raise EvaluationError("a list wants an integer for a key")
    if not 0 <= key < len(items):
        raise EvaluationError(f"index {key} out of bounds")
    return key


def write(record: Record, place: Place, keys: tuple[Key, ...], value: Value) -> None:
    """Sets the value at a path. Raises EvaluationError where the Collector has an error, what was set stays."""
    if place.kind in ("attributes", "value"):
        _write_value(record, place, keys, value)
    elif keys or place.kind in ("request", "request_attributes", "event_index"):
        raise Unmodelled(f"setting the path `{place.kind}`")
    elif place.kind in _WRITERS:
        _WRITERS[place.kind](record, value)
    else:
        holder, field = _holder(record, place)
        converted = _converted(place, field, value)
        if field not in holder:
            raise EvaluationError(f"these data points have no `{field}`")
        if place.kind == "number":
            holder["asDouble"] = holder["asInt"] = None
        holder[field] = converted


def _write_value(record: Record, place: Place, keys: tuple[Key, ...], value: Value) -> None:
    holder, field = _holder(record, place)
    if place.kind == "attributes" and not keys:
        set_map(holder[field], value)
        return
    if place.kind == "value" and keys and not isinstance(holder[field], (dict, list)):
        raise EvaluationError("such a body cannot be indexed")
    container: Any = holder
    slot: Any = field
    for key in keys:
        container, slot = _step(container, slot, key(record))
    set_value(container, slot, value)


def _step(container: Any, slot: Any, key: Value) -> tuple[Any, Any]:
    current = container[slot]
    if isinstance(current, dict):
        current.setdefault(_string_key(key), None)
        return current, key
    if isinstance(current, list):
        return current, _position(key, current)
    if current is not None:
        raise EvaluationError("this type does not support indexing")
    if isinstance(key, str):
        container[slot] = {key: None}
        return container[slot], key
    if type(key) is int:
        container[slot] = [None] * (max(key, 0) + 1)
        return container[slot], max(key, 0)
    raise EvaluationError("neither a string nor an integer for a key")


def set_value(container: Any, slot: Any, value: Value) -> None:
    """Sets an attribute's value. Raises EvaluationError for a value that none can hold."""
    if isinstance(value, (Plain, tuple)) and not isinstance(value, Counts):
        items: list[Value] = [None] * len(value)
        container[slot] = items
        error = None
        for position, item in enumerate(value):
            error = None
            try:
                set_value(items, position, item)
            except EvaluationError as last:
                error = last
        if error is not None:
            raise error
    elif value is None or type(value) in (str, bool, int, float, bytes, list, dict):
        container[slot] = copy_value(value)
    else:
        raise EvaluationError("no attribute holds such a value")


def set_map(target: dict[str, Value], value: Value) -> None:
    """Makes a map hold what another does. Raises EvaluationError for what is no map."""
    if value is target:
        return
    if value is not None and not isinstance(value, dict):
        raise EvaluationError("only a map can be set here")
    content = copy_value(value or {})
    target.clear()
    target.update(content)


def copy_value(value: Value) -> Value:
    """A value that shares nothing with the first."""
    if isinstance(value, dict):
        return {key: copy_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy_value(item) for item in value]
    return value


def _converted(place: Place, field: str, value: Value) -> Value:
    match place.kind:
        case "string" | "trace_state" | "value_text" | "schema_url":
            return to_string(value)
        case "integer":
            number = _expect(int, value)
            unsigned = field == "flags" or field.startswith("dropped")
            return number % (1 << 32) if unsigned else (number + (1 << 31)) % (1 << 32) - (1 << 31)
        case "flags":
            if not 0 <= _expect(int, value) < 1 << 32:
                raise EvaluationError(f"{value} is out of range")
            return value
        case "unsigned" | "nanoseconds":
            return _expect(int, value) % (1 << 64)
        case "time":
            return _expect(Time, value).nanoseconds % (1 << 64)
        case "double":
            return _expect(float, value)
        case "number":
            return _expect(float if field == "asDouble" else int, value)
        case "trace_id":
            return _id_text(_expect(TraceId, value).hex())
        case "span_id":
            return _id_text(_expect(SpanId, value).hex())
        case "trace_id_text":
            return _parsed_id(to_string(value), 32)
        case "span_id_text":
            return _parsed_id(to_string(value), 16)
        case "span_kind" | "deprecated_span_kind":
            return _parsed_kind(place.kind, to_string(value))
        case "messages" | "message":
            return _opaque(place.kind, field, value)
        case "counts" | "bounds":
            return _numbers(place.kind, value)
    raise Unmodelled(f"setting the path `{place.field}`")


def _expect(kind: type, value: Value) -> Any:
    if type(value) is not kind:
        raise EvaluationError("a value of another type than the field's")
    return value


def _id_text(digits: str) -> str:
    return digits if digits.strip("0") else ""


def _parsed_id(text: str, length: int) -> str:
    if len(text) != length or not all(character in "0123456789abcdefABCDEF" for character in text):
        raise EvaluationError(f"an id is {length} hexadecimal digits")
    return _id_text(text.lower())


def _parsed_kind(kind: str, text: str) -> int:
    names = _SPAN_KINDS if kind == "span_kind" else tuple(f"SPAN_KIND_{name.upper()}" for name in _SPAN_KINDS)
    if text not in names:
        raise EvaluationError(f"`{text}` is no kind of span")
    return names.index(text)


def _opaque(kind: str, field: str, value: Value) -> Value:
    if kind == "messages" and value is None:
        return []
    wanted = Messages if kind == "messages" else Opaque
    if not isinstance(value, wanted) or value.kind != field:
        raise EvaluationError("a value of another type than the field's")
    return copy_value(value.items if isinstance(value, Messages) else value.fields)


def _numbers(kind: str, value: Value) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, tuple) and isinstance(value, Counts) != (kind == "counts"):
        raise Unmodelled("a list of numbers of another kind")
    if not isinstance(value, (list, tuple)):
        raise EvaluationError("only a list can be set here")
    wanted = int if kind == "counts" else float
    items = [_expect(wanted, item) for item in value]
    return [item % (1 << 64) for item in items] if kind == "counts" else items


def _write_temporality(record: Record, value: Value) -> None:
    number, kind = _expect(int, value), metric_type(record["metric"])
    if kind and "aggregationTemporality" in record["metric"][kind]:
        record["metric"][kind]["aggregationTemporality"] = (number + (1 << 31)) % (1 << 32) - (1 << 31)


def _write_monotonic(record: Record, value: Value) -> None:
    flag = _expect(bool, value)
    if metric_type(record["metric"]) == "sum":
        record["metric"]["sum"]["isMonotonic"] = flag


def _write_data_points(record: Record, value: Value) -> None:
    raise Unmodelled("setting data points")


_WRITERS: dict[str, Callable[[Record, Value], None]] = {
    "temporality": _write_temporality,
    "monotonic": _write_monotonic,
    "metric_type": lambda record, value: None,
    "data_points": _write_data_points,
}
