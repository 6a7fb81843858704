"""The values of OTTL while it runs, and how one becomes text or a number.

Strings, ints, floats, bools, bytes and None are Python's. A map is a dict, in order. The Collector tells its own lists
from plain ones and from lists of one type, which matters where they are compared or printed: a `list` is its own, a
`Plain` what a list literal gives, a `tuple` a list of one type, and `Counts` one of unsigned numbers.
"""

from __future__ import annotations

import base64
import re
from dataclasses import field
from typing import Any, TypeAlias

from ...report.record import dataclass

Value: TypeAlias = Any


class EvaluationError(Exception):
    """An error where a statement is run, as the Collector would have it."""


class Unmodelled(Exception):
    """What the Collector would do here is not modelled. Its text says what."""


class Plain(list[Any]):
    """A list that was written out."""


class Counts(tuple[int, ...]):
    """A list of unsigned numbers."""


class TraceId(bytes):
    """16 bytes."""


class SpanId(bytes):
    """8 bytes."""


@dataclass(frozen=True, slots=True)
class Time:
    """Nanoseconds since 1970, UTC. `zone` is the time zone to print it in: a name, "" for UTC."""

    nanoseconds: int
    zone: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Duration:
    nanoseconds: int


@dataclass(frozen=True, slots=True)
class Messages:
    """Events, links, data points, ...: of one kind, and opaque but for their number."""

    kind: str
    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Message:
    """A status, or one side of an exponential histogram."""

    kind: str
    fields: dict[str, Any]


NAMES: dict[type, str] = {
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    bytes: "[]uint8",
    list: "pcommon.Slice",
    Plain: "[]interface {}",
    dict: "pcommon.Map",
}


def int64(value: int) -> int:
    """A number as 64 bits hold it: what is too large goes round."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def float_text(value: float) -> str:
    """A float as JSON has it: `1`, `1.5`, `1e+21`, `1e-7`."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if str(value)[0] == "-" else "0"
    if 1e-6 <= abs(value) < 1e21:
        return _plain_digits(value)
    digits, _, exponent = f"{value!r}".partition("e")
    if not exponent:
        digits, exponent = _scientific(value)
    digits = digits.removesuffix(".0")
    power = int(exponent)
    return f"{digits}e{'-' if power < 0 else '+'}{abs(power)}"


def _plain_digits(value: float) -> str:
    from decimal import Decimal

    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: float) -> tuple[str, str]:
    for precision in range(17):
        text = f"{value:.{precision}e}"
        if float(text) == value:
            break
    digits, _, exponent = text.partition("e")
    return digits, exponent


def json_text(value: Value, escape_html: bool, two_digits: bool = False) -> str:
    """A value as the Collector writes JSON: keys sorted, no blanks. Raises EvaluationError for what JSON has not.

    `two_digits`: exponents have at least two, as in the library that OTTL uses.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                raise EvaluationError("JSON has no such number")
            text = float_text(value)
            return re.sub(r"e-(\d)$", r"e-0\1", text) if two_digits else text
        case str():
            return _json_string(value, escape_html)
        case TraceId() | SpanId() | Counts():
            raise Unmodelled("an id, or counts of buckets, as JSON")
        case bytes():
            return f'"{base64.b64encode(value).decode()}"' if value else "null"
        case list() | tuple():
            return f"[{','.join(json_text(item, escape_html, two_digits) for item in value)}]"
        case dict():
            items = ((_json_string(key, escape_html), value[key]) for key in sorted(value))
            pairs = (f"{key}:{json_text(item, escape_html, two_digits)}" for key, item in items)
            return f"{{{','.join(pairs)}}}"
    raise Unmodelled(f"{type(value).__name__} as JSON")


_JSON_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _json_string(text: str, escape_html: bool) -> str:
    pattern = (
        r'["\\\x00-\x1f\u2028\u2029\ud800-\udfff<>&]' if escape_html else r'["\\\x00-\x1f\u2028\u2029\ud800-\udfff]'
    )
    return f'"{re.sub(pattern, _json_escape, text)}"'


def _json_escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    return _JSON_ESCAPES.get(character) or f"\\u{ord(character):04x}"


def attribute_text(value: Value) -> str:
    """An attribute as text, where the Collector wants one and takes any."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return float_text(value)
        case bytes():
            return base64.b64encode(value).decode()
        case list() | dict():
            try:
                return json_text(value, escape_html=False)
            except EvaluationError:
                return ""
    raise Unmodelled(f"{type(value).__name__} as text")


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal and of the same type, all the way down; the order of keys does not count."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return type(left) is type(right) and bool(left == right)


def remove_key(attributes: dict[str, Value], key: str) -> None:
    """Takes a key out of a map in place. The last key takes its place, as in the Collector: order is seen elsewhere."""
    if key not in attributes:
        return
    last, value = attributes.popitem()
    if last == key:
        return
    items = [(last, value) if name == key else (name, old) for name, old in attributes.items()]
    attributes.clear()
    attributes.update(items)
