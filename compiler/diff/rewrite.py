"""Every part of an expression changed, the innermost first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..syntax.ast import Access, Array, Binary, Call, Expr, Index, Object, Paren, Unary


def rewrite(value: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with each part of it, and then itself, passed through `change`."""
    match value:
        case Array(items):
            value = replace(value, items=tuple(rewrite(item, change) for item in items))
        case Object(fields):
            value = replace(value, fields=tuple(replace(f, value=rewrite(f.value, change)) for f in fields))
        case Access(inner) | Unary(_, inner) | Paren(inner):
            value = replace(value, value=rewrite(inner, change))
        case Index(inner, index):
            value = replace(value, value=rewrite(inner, change), index=rewrite(index, change))
        case Call(function, arguments):
            changed = tuple(rewrite(argument, change) for argument in arguments)
            value = replace(value, function=rewrite(function, change), arguments=changed)
        case Binary(_, left, right):
            value = replace(value, left=rewrite(left, change), right=rewrite(right, change))
    return change(value)
