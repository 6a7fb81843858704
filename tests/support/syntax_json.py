"""The syntax tree as the JSON that the judge reads."""

from __future__ import annotations

from typing import Any

from alloyc.syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Body,
    Call,
    Expr,
    File,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Unary,
)


def to_json(file: File) -> dict[str, Any]:
    """The form that canon.py reads; parentheses are dropped."""
    return {"body": _body(file.body)}


def _body(body: Body) -> list[dict[str, Any]]:
    return [
        {"attr": s.name, "v": _expression(s.value)}
        if isinstance(s, Attribute)
        else {"block": s.name, "label": s.label, "body": _body(s.body)}
        for s in body
    ]


def _expression(expression: Expr) -> dict[str, Any]:
    match expression:
        case Literal(None):
            return {"null": True}
        case Literal(bool(value)):
            return {"b": value}
        case Literal(str(value)):
            return {"s": value}
        case Literal(value):
            return {"n": str(value)}
        case Array(items):
            return {"a": [_expression(item) for item in items]}
        case Object(fields):
            return {"o": [[entry.key, _expression(entry.value)] for entry in fields]}
        case Name(parts):
            return {"id": list(parts)}
        case Access(value, name):
            return {"acc": [_expression(value), name]}
        case Index(value, index):
            return {"idx": [_expression(value), _expression(index)]}
        case Call(function, arguments):
            return {"call": [_expression(function), [_expression(a) for a in arguments]]}
        case Unary(operator, value):
            return {"un": [operator, _expression(value)]}
        case Binary(operator, left, right):
            return {"bin": [operator, _expression(left), _expression(right)]}
        case Paren(value):
            return _expression(value)
        case _:
            raise AssertionError(expression)
