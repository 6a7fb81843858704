"""What an argument of each kind takes of a value: the value, converted, or EvaluationError."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from .values import (
    NAMES,
    Counts,
    Duration,
    EvaluationError,
    Plain,
    SpanId,
    Time,
    TraceId,
    Unmodelled,
    Value,
    int64,
    json_text,
)


class WrongType(EvaluationError):
    """A value of another type than the argument takes."""


def _wrong(expected: str, value: Value) -> WrongType:
    got = "nil" if value is None else NAMES.get(type(value), type(value).__name__)
    return WrongType(f"expected {expected} but got {got}")


def to_string(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise _wrong("string", value)


def to_int(value: Value) -> int:
    if type(value) is int:
        return value
    raise _wrong("int64", value)


def to_float(value: Value) -> float:
    if isinstance(value, float):
        return value
    raise _wrong("float64", value)


def to_bool(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong("bool", value)


def to_map(value: Value) -> dict[str, Value]:
    if isinstance(value, dict):
        return value
    raise _wrong("pcommon.Map", value)


def to_slice(value: Value) -> list[Value]:
    """The Collector's own list stays the same object; others are copied into one."""
    if isinstance(value, Counts):
        return [int64(count) for count in value]
    if isinstance(value, (Plain, tuple)):
        return [own(item) for item in value]
    if isinstance(value, list):
        return value
    raise _wrong("pcommon.Slice", value)


def own(value: Value) -> Value:
    """A value as an attribute can hold it. Raises EvaluationError for what it cannot, which the Collector says too."""
    if isinstance(value, Plain):
        return [own(item) for item in value]
    if value is None or type(value) in (str, int, float, bool, bytes):
        return value
    raise EvaluationError(f"<Invalid value type {NAMES.get(type(value), type(value).__name__)}>")


def to_time(value: Value) -> Time:
    if isinstance(value, Time):
        return value
    raise _wrong("time", value)


def to_duration(value: Value) -> Duration:
    if isinstance(value, Duration):
        return value
    raise _wrong("duration", value)


def to_string_like(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (TraceId, SpanId)):
        raise Unmodelled("an id where a text is wanted; `.string` is its text")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (Plain, tuple)) and any(isinstance(item, (dict, list)) for item in value):
        raise Unmodelled("a list of maps or lists that was written out, as text")
    if isinstance(value, (bool, int, float, list, tuple, dict)):
        return json_text(value, escape_html=True, two_digits=True)
    raise Unmodelled(f"{type(value).__name__} as text")


def to_int_like(value: Value) -> int | None:
    match value:
        case None:
            return None
        case bool():
            return int(value)
        case int():
            return value
        case str():
            return parse_int(value, 10)
        case float():
            return truncate(value)
    raise WrongType(f"unsupported type: {NAMES.get(type(value), type(value).__name__)}")


def truncate(value: float) -> int:
    """An integer of a float; what no integer holds depends on the machine."""
    if value != value or not -(2.0**63) <= value < 2.0**63:
        raise Unmodelled("a float that no integer holds")
    return int(value)


def to_float_like(value: Value) -> float | None:
    match value:
        case None:
            return None
        case bool() | int():
            return float(value)
        case float():
            return value
        case str():
            return parse_float(value)
    raise WrongType(f"unsupported type: {NAMES.get(type(value), type(value).__name__)}")


def to_bool_like(value: Value) -> bool | None:
    match value:
        case None | bool():
            return value
        case int() | float():
            return value != 0
        case str():
            return parse_bool(value)
    raise WrongType(f"unsupported type: {NAMES.get(type(value), type(value).__name__)}")


def to_bytes_like(value: Value) -> bytes | None:
    match value:
        case None:
            return None
        case TraceId() | SpanId():
            raise WrongType("unsupported type: an id")
        case bytes():
            return value
        case str():
            return value.encode(errors="surrogateescape")
        case bool():
            return bytes([value])
        case int():
            return struct.pack(">q", value)
        case float():
            return struct.pack(">d", value)
    raise WrongType(f"unsupported type: {NAMES.get(type(value), type(value).__name__)}")


def parse_int(text: str, base: int) -> int | None:
    """A whole number in 64 bits, as Go's `strconv.ParseInt` reads it with a given base; None for what is none."""
    match = re.fullmatch(r"([+-]?)([0-9A-Za-z]+)", text)
    if match is None:
        return None
    if any(int(digit, 36) >= base for digit in match[2]):
        return None
    value = int(match[2], base) * (-1 if match[1] == "-" else 1)
    return value if -(1 << 63) <= value < 1 << 63 else None


_FLOAT = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf(?:inity)?|nan)", re.IGNORECASE)


def parse_float(text: str) -> float:
    """A float as Go's `strconv.ParseFloat` reads it. Raises EvaluationError."""
    if re.match(r"[+-]?0[xX]", text) or re.search(r"[0-9]_[0-9]", text):
        raise Unmodelled("a float in another base")
    if _FLOAT.fullmatch(text) is None or re.fullmatch(r"[+-]nan", text, re.IGNORECASE):
        raise EvaluationError(f"`{text}` is no number")
    value = float(text)
    if value in (float("inf"), float("-inf")) and "n" not in text.lower():
        raise EvaluationError(f"`{text}` is out of range")
    return value


def parse_bool(text: str) -> bool:
    """A bool as Go's `strconv.ParseBool` reads it. Raises EvaluationError."""
    if text in ("1", "t", "T", "TRUE", "true", "True"):
        return True
    if text in ("0", "f", "F", "FALSE", "false", "False"):
        return False
    raise EvaluationError(f"`{text}` is no bool")


CONVERSIONS: dict[str, Callable[[Value], Value]] = {
    "any": lambda value: value,
    "string": to_string,
    "int": to_int,
    "float": to_float,
    "bool": to_bool,
    "map": to_map,
    "slice": to_slice,
    "time": to_time,
    "duration": to_duration,
    "string_like": to_string_like,
    "int_like": to_int_like,
    "float_like": to_float_like,
    "bool_like": to_bool_like,
    "bytes_like": to_bytes_like,
}
