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
    return _natural_logarithm(target)


_TERMS = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def _natural_logarithm(number: float) -> float:
    """The series that Go computes a logarithm by, from FreeBSD's e_log.c: other ways differ in the last bit."""
    if number != number or number == math.inf:
        return number
    fraction, exponent = math.frexp(number)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    f, k = fraction - 1, float(exponent)
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    one, two, three, four, five, six, seven = _TERMS
    rest = s2 * (one + s4 * (three + s4 * (five + s4 * seven))) + s4 * (two + s4 * (four + s4 * six))
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + rest) + k * _LN2_LOW)) - f)


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
