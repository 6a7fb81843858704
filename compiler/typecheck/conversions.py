"""Which values Alloy takes where another type is asked for.

The rules are those of `syntax/internal/value/decode.go` and `alloytypes` in Alloy's source: numbers become strings and
strings that look like numbers become numbers, strings become secrets, secrets never become strings. Durations and sizes
are decoded from strings.
"""

from __future__ import annotations

import re

from ..catalog import Type
from ..catalog.types import ANY, STRING
from ..report.codes import Code

# What a plain string, a secret and a possibly secret string may become.
FROM_STRING = frozenset({"string", "number", "duration", "bytes", "regex", "secret", "secret_or_string"})
FROM_SECRET = frozenset({"secret", "secret_or_string"})
FROM_SECRET_OR_STRING = frozenset({"string", "duration", "bytes", "regex", "secret", "secret_or_string"})
FROM_NUMBER = frozenset({"number", "string", "bytes"})

# Signed integers, unsigned integers, and floats only with a mark of one (value.go, convertValue).
NUMBER_TEXT = r"-?[0-9]+|[+-]?([0-9]*\.[0-9]+|[0-9]+\.)([eE][+-]?[0-9]+)?|[+-]?[0-9]+[eE][+-]?[0-9]+"
# Go's units, and those of Prometheus durations, which some attributes take.
DURATION_TEXT = r"[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w|y))+|[-+]?0"
SIZE_TEXT = r"(?i)([0-9]+(\.[0-9]*)?\s*([KMGTPE]i?)?B?)+|0"


def converts(given: Type, wanted: Type) -> bool:
    """Whether a value of one type, known no better, can be given where the other is wanted."""
    if given is wanted or given.name == "any" or wanted.name == "any":
        return True
    match given.name:
        case "string":
            return wanted.name in FROM_STRING
        case "number":
            return wanted.name in FROM_NUMBER
        case "secret":
            return wanted.name in FROM_SECRET
        case "secret_or_string":
            return wanted.name in FROM_SECRET_OR_STRING
        case "list":
            return wanted.name == "list" and converts(given.of or ANY, wanted.of or ANY)
        case "map" | "target" | "object":
            return wanted.name in ("map", "target", "object") and converts(values_of(given), values_of(wanted))
    return given == wanted


def values_of(given: Type) -> Type:
    """What the keys of a map, target or object lead to."""
    return given.of or (STRING if given.name == "target" else ANY)


def literal_fault(value: str | int | float | bool | None, wanted: Type) -> Code | None:
    """The code of what is wrong with a literal where a type is wanted, or None."""
    name = wanted.name
    if value is None or name == "any":
        return None
    if isinstance(value, bool):
        return None if name == "bool" else "wrong-type"
    if isinstance(value, str):
        return text_fault(value, name)
    if name == "duration":
        return None if value == 0 else "invalid-duration"
    return None if name in FROM_NUMBER or name == "regex" else "wrong-type"


def text_fault(value: str, name: str) -> Code | None:
    if name not in FROM_STRING:
        return "wrong-type"
    if name == "number":
        return None if re.fullmatch(NUMBER_TEXT, value) else "wrong-type"
    if name == "duration":
        return None if re.fullmatch(DURATION_TEXT, value) else "invalid-duration"
    if name == "bytes":
        return None if re.fullmatch(SIZE_TEXT, value) else "invalid-size"
    return None
