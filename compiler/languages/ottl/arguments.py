"""The arguments of a call: which is which, and what of them is known before any data come."""

from __future__ import annotations

from typing import Any

from . import tables
from .ast import Argument, Call, Enum, Expression, List, Literal, Map, Parenthesis, Signed
from .faults import fault, nearest
from .tables import Parameter
from .values import Plain


def bind(call: Call, parameters: tuple[Parameter, ...]) -> list[tuple[Parameter, Argument]]:
    """Which argument is which. Raises OttlFault for too few, too many, or names that there are not."""
    required = sum(not parameter.optional for parameter in parameters)
    if not required <= len(call.arguments) <= len(parameters):
        expected = str(required) if required == len(parameters) else f"{required} to {len(parameters)}"
        names = ", ".join(parameter.name + ("?" if parameter.optional else "") for parameter in parameters)
        raise fault(
            call.name_at,
            f"`{call.name}` takes {expected} arguments, not {len(call.arguments)}",
            f"{call.name}({names})",
        )
    bound, seen_named = [], False
    by_name = {words(parameter.name): parameter for parameter in parameters}
    for position, argument in enumerate(call.arguments):
        if argument.name:
            seen_named = True
            parameter = by_name.get(words(argument.name))
            if parameter is None:
                raise fault(
                    argument.at,
                    f"`{call.name}` has no argument `{argument.name}`",
                    nearest(argument.name, (p.name for p in parameters)),
                )
        elif seen_named:
            raise fault(argument.at, "an argument without a name cannot follow one with a name")
        else:
            parameter = parameters[position]
        bound.append((parameter, argument))
    return bound


def words(name: str) -> str:
    """A name without its separators, each word's first letter large: two spellings of one name become the same."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def is_literal(expression: Expression) -> bool:
    """Whether the Collector knows the value before any data come."""
    match expression:
        case Literal() | Enum():
            return True
        case List(items):
            return all(map(is_literal, items))
        case Map(pairs):
            return all(is_literal(item) for _, item in pairs)
        case Signed(_, Literal()):
            return True
        case Parenthesis(inner):
            return is_literal(inner)
    return False


def literal_value(expression: Expression, context: str) -> Any:
    """The value of a literal."""
    match expression:
        case Literal(value):
            return value
        case Enum(name):
            return tables.enums(context)[name]
        case List(items):
            return Plain(literal_value(item, context) for item in items)
        case Map(pairs):
            return {key: literal_value(item, context) for key, item in pairs}
        case Signed(sign, Literal(value)) if isinstance(value, (int, float)):
            return -value if sign == "-" else value
        case Parenthesis(inner):
            return literal_value(inner, context)
    raise AssertionError(expression)
