"""What a plain YAML scalar means, as Helm reads it.

Helm reads values with sigs.k8s.io/yaml: the resolver of go-yaml v2 (YAML 1.1: `yes`, `on`, `0777`), then a way
through JSON, which leaves dates as text and makes 1 of 1.0.
"""

from __future__ import annotations

import math
import re

from .tree import Scalar

_TRUE = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_FALSE = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
_NULL = ("", "~", "null", "Null", "NULL")
_WORDS: dict[str, Scalar] = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False), **dict.fromkeys(_NULL)}
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+))")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INTEGERS = range(-(2**63), 2**64)
"""What Go reads as an integer. What is larger and not decimal is text."""
_LONGEST_INTEGER = 70
_BEGINS_NUMBER = frozenset("+-.0123456789")
_TAG = "tag:yaml.org,2002:"


class NoScalar(ValueError):
    """The text has no meaning as a value. Says why."""


def resolve(text: str) -> Scalar:
    """The meaning of a plain scalar. Raises NoScalar for infinity and NaN, which JSON lacks."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _BEGINS_NUMBER:
        return text
    if _NOT_FINITE.fullmatch(text):
        raise NoScalar(f"`{text}` is no number that values can hold")
    number = _number(text if text[0] == "." else text.replace("_", ""))
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if _DECIMAL.fullmatch(text):
        return int(text) if math.isfinite(float(text)) else None
    based = _INTEGER.fullmatch(text)
    if based and len(text) <= _LONGEST_INTEGER:
        sign, hexadecimal, octal, binary = based.groups()
        magnitude = int(hexadecimal, 16) if hexadecimal else int(octal, 8) if octal else int(binary, 2)
        whole = -magnitude if sign == "-" else magnitude
        if whole in _INTEGERS:
            return whole
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return through_json(number)
    return None


def through_json(number: float) -> int | float:
    """A number as it comes back from JSON: without a fraction it is an integer, up to the 21 digits that Go writes."""
    return int(number) if number.is_integer() and abs(number) < 1e21 else number


def resolve_tagged(tag: str, text: str) -> Scalar:
    """The meaning of a scalar with a tag. Raises NoScalar where the text is not what the tag says, KeyError for a tag
    that values do not have."""
    kind = tag.removeprefix(_TAG)
    if tag == "!" or kind == "str":
        return text
    if kind not in ("int", "float", "bool", "null", "timestamp"):
        raise KeyError(tag)
    value = resolve(text)
    fits = {
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, int | float) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "null": value is None,
        "timestamp": isinstance(value, str),
    }
    if not fits[kind]:
        raise NoScalar(f"the value is not what its tag `!!{kind}` says")
    return value
