"""The value of a constant expression, as a node: a literal, or a list or object of constants."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import Any

from ..syntax.ast import Access, Array, Binary, Call, Expr, Field, Index, Literal, Name, Object, Paren, Ref, Unary
from .functions import FUNCTIONS, Undefined
from .operators import binary, unary


def fold(value: Expr) -> Expr | None:
    """The value of an expression, or None if it is not constant.

    The nodes of the expression are kept as they are where they are the value: `coalesce("", "up")` gives its own
    `"up"`. Raises Undefined if Alloy could not compute it either.
    """
    match value:
        case Literal():
            return value
        case Array(items):
            return folded_array(value, [fold(item) for item in items])
        case Object(fields):
            return folded_object(value, [fold(field.value) for field in fields])
        case Paren(inner):
            return fold(inner)
        case Call():
            return folded_call(value)
        case Unary(operator, inner):
            operand = fold(inner)
            return literal(unary(operator, operand.value), value) if isinstance(operand, Literal) else None
        case Binary(operator, left, right):
            one, other = fold(left), fold(right)
            if isinstance(one, Literal) and isinstance(other, Literal):
                return literal(binary(operator, one.value, other.value), value)
        case Access(inner, name):
            return picked(fold(inner), name)
        case Index(inner, index):
            key = fold(index)
            return picked(fold(inner), key.value) if isinstance(key, Literal) else None
    return None


def simplified(value: Expr) -> Expr:
    """The expression with what is constant in it computed, as far as Alloy can compute it; itself where nothing is."""
    match value:
        case Literal() | Name() | Ref():
            return value
        case Array(items):
            return folded_array(value, [simplified(item) for item in items]) or value
        case Object(fields):
            return folded_object(value, [simplified(field.value) for field in fields]) or value
    try:
        return fold(value) or value
    except Undefined:
        return value


def folded_array(array: Array, items: list[Expr | None]) -> Expr | None:
    known = tuple(item for item in items if item is not None)
    if len(known) < len(items):
        return None
    return array if all(map(is_, known, array.items)) else replace(array, items=known)


def folded_object(object: Object, values: list[Expr | None]) -> Expr | None:
    fields = []
    for field, value in zip(object.fields, values, strict=True):
        if value is None:
            return None
        fields.append(field if value is field.value else replace(field, value=value))
    return object if all(map(is_, fields, object.fields)) else replace(object, fields=tuple(fields))


def picked(value: Expr | None, key: Any) -> Expr | None:
    """An element of a list or a field of an object. Raises Undefined if it has none."""
    match value, key:
        case Object(fields), str():
            found = [field.value for field in fields if field.key == key]
            if not found:
                raise Undefined(f"there is no field `{key}`")
            return found[-1]
        case Array(items), int() if not isinstance(key, bool):
            if not 0 <= key < len(items):
                raise Undefined(f"there is no element {key}; the list has {len(items)}")
            return items[key]
    return None


def folded_call(call: Call) -> Expr | None:
    name = ".".join(call.function.parts) if isinstance(call.function, Name) else ""
    if name == "coalesce":
        return first_filled(call.arguments)
    if name in ("array.concat", "concat"):
        return joined(call)
    function = FUNCTIONS.get(name)
    if function is None:
        return None
    arguments = [fold(argument) for argument in call.arguments]
    if any(argument is None for argument in arguments):
        return None
    try:
        result = function(*(plain(argument) for argument in arguments if argument is not None))
    except (TypeError, AttributeError):
        return None  # the wrong number or sort of arguments, which is reported elsewhere
    return None if result is NotImplemented else node(result, call)


def first_filled(arguments: tuple[Expr, ...]) -> Expr | None:
    """The first argument that is not empty, or the last (stdlib.go, coalesce). Known while all before it are."""
    value: Expr | None = None
    for argument in arguments:
        value = fold(argument)
        if value is None or plain(value) not in (None, "", 0, False, [], {}):
            return value
    return value


def joined(call: Call) -> Expr | None:
    items: list[Expr] = []
    for argument in call.arguments:
        value = fold(argument)
        if not isinstance(value, Array):
            return None
        items += value.items
    return Array(tuple(items), call.at)


def plain(value: Expr) -> Any:
    """A folded value as Python has it."""
    match value:
        case Literal(written):
            return written
        case Array(items):
            return [plain(item) for item in items]
        case Object(fields):
            return {field.key: plain(field.value) for field in fields}
    raise TypeError(f"{type(value).__name__} is no constant")


def node(value: Any, origin: Expr) -> Expr | None:
    """A computed value as syntax, at the place of the expression."""
    at = getattr(origin, "at", None)
    if isinstance(value, list):
        items = [node(item, origin) for item in value]
        return None if None in items else Array(tuple(item for item in items if item is not None), at)
    if isinstance(value, dict):
        fields = [(str(key), node(item, origin)) for key, item in value.items()]
        return Object(tuple(Field(key, item, True, at) for key, item in fields if item is not None), at)
    return literal(value, origin)


def literal(value: Any, origin: Expr) -> Expr | None:
    if value is not None and not isinstance(value, str | int | float | bool):
        return None
    return None if value is NotImplemented else Literal(value, None, getattr(origin, "at", None))
