"""Alloy expressions to values, as far as the configuration alone decides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..constants.operators import binary, unary
from ..syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Expr,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Ref,
    Unary,
)
from .trace import Unknown

Lookup = Callable[[Ref | Name], Any]
"""What a reference stands for; of a variable of the environment, `sys.env.NAME`. Raises Unknown."""


def nothing_known(reference: Ref | Name) -> Any:
    """The lookup of an expression that stands alone."""
    raise Unknown(f"`{described(reference)}` is not known before Alloy runs")


def described(reference: Ref | Name) -> str:
    return ".".join(reference.parts) if isinstance(reference, Name) else reference.export


def evaluate(expression: Expr, lookup: Lookup = nothing_known) -> Any:
    """The value of an expression: str, number, bool, None, list or dict. Raises Unknown."""
    match expression:
        case Literal(value):
            return value
        case Ref() | Name():
            return lookup(expression)
        case Array(items):
            return [evaluate(item, lookup) for item in items]
        case Object(fields):
            return {entry.key: evaluate(entry.value, lookup) for entry in fields}
        case Paren(inner):
            return evaluate(inner, lookup)
        case Access(value, name):
            return _member(evaluate(value, lookup), name)
        case Index(value, index):
            return _member(evaluate(value, lookup), evaluate(index, lookup))
        case Call(Name(("sys", "env") | ("env",)), (variable,)):
            return lookup(Name(("sys", "env", str(evaluate(variable, lookup)))))
        case Call(Name(parts), arguments):
            from .functions import call

            return call(".".join(parts), [evaluate(argument, lookup) for argument in arguments])
        case Unary(operator, value):
            return _unary(operator, evaluate(value, lookup))
        case Binary(operator, left, right):
            return _binary(operator, left, right, lookup)
    raise Unknown("an expression that is neither a value, a reference nor a call of the standard library")


def is_constant(expression: Expr) -> bool:
    """Whether an expression is written as a value: nothing in it is looked up or computed."""
    match expression:
        case Literal():
            return True
        case Array(items):
            return all(map(is_constant, items))
        case Object(fields):
            return all(is_constant(entry.value) for entry in fields)
    return False


def _member(value: Any, key: Any) -> Any:
    """A field of an object (null where there is none) or an item of a list."""
    if isinstance(value, Mapping) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and type(key) is int and 0 <= key < len(value):
        return value[key]
    raise Unknown(f"Alloy refuses to look for `{key}` there")


def _unary(operator: str, value: Any) -> Any:
    return _known(unary(operator, value), operator)


def _binary(operator: str, left: Expr, right: Expr, lookup: Lookup) -> Any:
    """What decides at once is not asked for the other side; values of any sort can be equal."""
    first = evaluate(left, lookup)
    if operator in ("&&", "||") and isinstance(first, bool):
        return first if first is (operator == "||") else evaluate(right, lookup)
    second = evaluate(right, lookup)
    if operator in ("==", "!="):
        return _equal(first, second) is (operator == "==")
    return _known(binary(operator, first, second), operator)


def _equal(first: Any, second: Any) -> bool:
    return (isinstance(first, bool) == isinstance(second, bool)) and bool(first == second)


def _known(result: Any, operator: str) -> Any:
    if result is NotImplemented:
        raise Unknown(f"Alloy refuses `{operator}` of these values")
    return result


def arguments(body: Body, lookup: Lookup = nothing_known) -> dict[str, Any]:
    """The attributes of a body, evaluated. Raises Unknown."""
    return {s.name: evaluate(s.value, lookup) for s in body if isinstance(s, Attribute)}


def argument(body: Body, name: str, default: Any = None, lookup: Lookup = nothing_known) -> Any:
    """One attribute of a body, or the default where it is absent or null. Raises Unknown."""
    for statement in body:
        if isinstance(statement, Attribute) and statement.name == name:
            value = evaluate(statement.value, lookup)
            return default if value is None else value
    return default


def blocks(body: Body, name: str) -> list[Block]:
    """The blocks of a name, in order."""
    return [statement for statement in body if isinstance(statement, Block) and statement.name == name]


def block(body: Body, name: str) -> Body:
    """The body of the block of a name; empty where there is none."""
    return next((found.body for found in blocks(body, name)), ())
