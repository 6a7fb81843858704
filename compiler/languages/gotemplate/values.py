"""Go's values as templates have them, where Python has one type for several of Go's.

A string is a str, an `int` an int, a `float64` a float, a bool a bool, `[]interface{}` a list, `map[string]interface{}`
a dict, and nothing (an invalid value, a nil interface) is None.
"""

from __future__ import annotations

from typing import Any

from ..fault import EvaluationFault, NotModelled, Unsettled
from ..gostrings import size


class Int64(int):
    """An `int64`, which is no `int`."""


class Uint8(int):
    """A byte of a string."""


class Strings(list[str]):
    """A `[]string`."""


class Ints(list[int]):
    """An `[]int`."""


class StringMap(dict[str, Any]):
    """A `map[string]string`."""


def type_name(value: Any) -> str:
    """The name of the type, as `%T` has it."""
    return _NAMES.get(type(value), "<nil>")


_NAMES = {
    str: "string",
    bool: "bool",
    int: "int",
    Int64: "int64",
    Uint8: "uint8",
    float: "float64",
    list: "[]interface {}",
    Strings: "[]string",
    Ints: "[]int",
    dict: "map[string]interface {}",
    StringMap: "map[string]string",
}


def settled(value: Any) -> Any:
    """The value itself. Raises NotModelled for one that nobody knows."""
    if type(value) is Unsettled:
        raise NotModelled(value.reason)
    return value


def is_true(value: Any) -> bool:
    """Go's truth: what is not empty."""
    return bool(settled(value))


def kind(value: Any) -> str:
    """What comparisons go by."""
    match settled(value):
        case bool():
            return "bool"
        case Uint8():
            return "uint"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "string"
    return ""


def length(value: Any) -> int:
    """`len`: bytes of a string."""
    match settled(value):
        case str():
            return size(value)
        case list() | dict():
            return len(value)
    raise EvaluationFault(f"len of {type_name(value)}")
