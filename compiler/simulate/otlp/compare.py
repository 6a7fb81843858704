"""Comparisons of OTTL: which types can be compared, and how."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ...languages.ottl.values import Duration, Messages, Plain, SpanId, Time, TraceId, Unmodelled, Value, same
from ...languages.ottl.values import Message as Opaque

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ORDERED = ((str,), (bool,), (bytes,), (int, float))


def compare(sign: str, left: Value, right: Value) -> bool:
    """Values that cannot be compared are only unequal. Bytes of which there are none are nil."""
    left, right = (None if type(side) is bytes and not side else side for side in (left, right))
    if left is None and right is None:
        return sign in ("==", "<=", ">=")
    if left is None or right is None:
        return sign == "!="
    for types in _ORDERED:
        if type(left) in types:
            return _OPERATORS[sign](left, right) if type(right) in types else sign == "!="
    if isinstance(left, (Time, Duration)):
        if type(right) is not type(left):
            return sign == "!="
        return _OPERATORS[sign](left.nanoseconds, right.nanoseconds)
    if isinstance(left, dict):
        return _equal(sign, left, right, (dict,))
    if isinstance(left, list):
        return _equal(sign, left, right, (list, Plain))
    return _unordered(sign, left, right)


def _equal(sign: str, left: Any, right: Any, types: tuple[type, ...]) -> bool:
    if type(right) not in types or sign not in ("==", "!="):
        return sign == "!="
    if any(isinstance(side, Plain) and any(type(item) in (dict, list) for item in side) for side in (left, right)):
        raise Unmodelled("comparing a list that was written out and holds maps or lists")
    equal = _same_lists(left, right) if isinstance(left, list) else same(left, right)
    return equal == (sign == "==")


def _same_lists(left: list[Value], right: list[Value]) -> bool:
    return len(left) == len(right) and all(map(same, left, right))


def _unordered(sign: str, left: Value, right: Value) -> bool:
    if isinstance(left, (TraceId, SpanId)):
        equal = type(left) is type(right) and left == right
        return equal if sign == "==" else not equal if sign == "!=" else False
    if type(left) is not type(right):
        return sign == "!="
    if isinstance(left, (tuple, Messages, Opaque)) and sign in ("==", "!="):
        raise Unmodelled("comparing two values of a type that has no equality")
    return False
