"""How lowerings write syntax: Python values become expressions, keyword arguments become attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from ..report.contribution import Contribution, Part
from ..syntax.ast import (
    Array,
    Attribute,
    Block,
    Body,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Ref,
    Statement,
    Unary,
)
from ..values.placed import PlacedBool, PlacedFloat, PlacedInt, PlacedText, bare, parts_of

Value: TypeAlias = "Expr | str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"

LARGEST_INTEGER = 2**63 - 1
"""An integer beyond it is read as a floating-point number."""


def expression(value: Value) -> Expr:
    """A Python value as an Alloy expression; an expression is itself."""
    if type(value) is str:
        return Literal(value)
    match value:
        case PlacedText() | PlacedBool() | PlacedInt() | PlacedFloat():
            return _placed(bare(value), parts_of(value))
        case str() | bool() | int() | float() | None:
            return _placed(value, ())
        case list() | tuple():
            return Array(tuple([expression(item) for item in value]))
        case Ref() | Call() | Name():
            return value
        case Mapping():
            return Object(tuple([Field(key, expression(item)) for key, item in value.items()]))
        case _:
            return value  # type: ignore[return-value]


def _placed(value: str | int | float | bool | None, parts: tuple[Part, ...]) -> Expr:
    """A literal, and what its contributions gave of it."""
    if isinstance(value, str | bool) or value is None:
        return Literal(value, parts=parts)
    number = float(abs(value)) if abs(value) > LARGEST_INTEGER else abs(value)
    literal = Literal(number, parts=parts)
    return Unary("-", literal) if value < 0 else literal


def attributes(values: Mapping[str, Value]) -> Body:
    """Attributes in the order given. One that is None is left out."""
    return tuple([Attribute(name, expression(value)) for name, value in values.items() if value is not None])


def block(name: str, /, *inner: Statement, **values: Value) -> Block:
    """`name { attributes, then inner }`. An attribute that is None is left out."""
    return Block(name, "", attributes(values) + inner)


def body(values: Mapping[str, Value], blocks: Iterable[Statement] = ()) -> Body:
    """A body of attributes, then blocks."""
    return attributes(values) + tuple(blocks)


S = TypeVar("S", bound=Attribute | Block)


def because(statements: Iterable[S], *values: object) -> list[S]:
    """Statements that are there because of some values: a flag that turned them on, a choice between ways."""
    given = contributions_to(values)
    return [replace(statement, by=(*statement.by, *given)) for statement in statements]


def when(flag: object, *statements: S) -> list[S]:
    """Statements that are there if a value says so, and because of it."""
    return because(statements, flag) if flag else []


def contributions_to(values: Iterable[object]) -> tuple[Contribution, ...]:
    """What gave some scalars, each contribution once."""
    return tuple(dict.fromkeys(part.by for value in values for part in parts_of(value)))


def call(function: str, *arguments: Value) -> Call:
    """A call of the standard library: `call("sys.env", "HOSTNAME")`."""
    return Call(Name(tuple(function.split("."))), tuple(expression(argument) for argument in arguments))


def index(value: Value, key: str) -> Index:
    """`value["key"]`."""
    return Index(expression(value), expression(key))


def plain(value: object) -> Value:
    """YAML data as it is (strings, numbers, lists, maps) as a value for an attribute. Maps are in the order of keys."""
    match value:
        case Mapping():
            return {key if isinstance(key, str) else str(key): plain(item) for key, item in sorted(value.items())}
        case list() | tuple():
            return [plain(item) for item in value]
        case str() | bool() | int() | float() | None:
            return value
        case _:
            raise TypeError(f"not data: {type(value).__name__}")
