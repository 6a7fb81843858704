"""Functions that ask for a value's type, or convert it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from ....languages.ottl.convert import WrongType
from ....languages.ottl.values import (
    Counts,
    EvaluationError,
    Message,
    Messages,
    SpanId,
    Time,
    TraceId,
    Unmodelled,
    Value,
)


def _is(target: Callable[[], Value]) -> bool:
    try:
        target()
    except WrongType:
        return False
    return True


def is_list(target: Value) -> bool:
    if isinstance(target, Counts):
        return False
    return isinstance(target, (list, tuple, Messages))


def is_empty(target: Value) -> bool:
    match target:
        case None:
            return True
        case TraceId() | SpanId():
            return not any(target)
        case str() | bytes() | list() | tuple() | dict():
            return not target
        case bool() | int() | float():
            return target == 0
    raise Unmodelled(f"whether {type(target).__name__} is empty")


def length(target: Value) -> int:
    match target:
        case str():
            return len(target.encode(errors="surrogateescape"))
        case Messages():
            return len(target.items)
        case TraceId() | SpanId() | Message() | Time():
            pass
        case bytes() | list() | tuple() | dict():
            return len(target)
    raise EvaluationError("only a text, a list or a map has a length")


def coalesce(values: Iterable[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def logarithm(target: float | None) -> float:
    if target is None or target <= 0:
        raise EvaluationError("a logarithm wants a number above zero")
    return math.log(target)


def _itself(target: Value) -> Value:
    return target


def _hexadecimal(target: bytes | None) -> str:
    return (target or b"").hex()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Bool": _itself,
    "Coalesce": coalesce,
    "Double": _itself,
    "Hex": _hexadecimal,
    "Int": _itself,
    "IsEmpty": is_empty,
    "IsList": is_list,
    "Len": length,
    "Log": logarithm,
    "String": _itself,
}
LAZY: dict[str, Callable[..., Any]] = {"IsBool": _is, "IsDouble": _is, "IsInt": _is, "IsMap": _is, "IsString": _is}
