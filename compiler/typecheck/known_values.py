"""Constant expressions while a configuration is checked: their values are checked like literals."""

from __future__ import annotations

from ..constants import Undefined, fold
from ..syntax.ast import Access, Array, Binary, Call, Expr, Index, Literal, Name, Object, Paren, Unary
from .site import Site

ENVIRONMENT = frozenset({"sys.env", "env"})


def known_value(value: Expr, site: Site) -> Expr | None:
    """The value of an expression that is no literal, or None if it is not constant. Reports what cannot be computed.

    A fault in a value that was made here is one of the expression.
    """
    if isinstance(value, Literal | Name):
        return None
    try:
        folded = fold(value)
    except Undefined as undefined:
        site.report("failing-expression", f"Alloy cannot compute this: {undefined}", value, "write what it should give")
        return None
    if folded is not None and folded is not value:
        written = {id(node) for node in nodes(value)}
        for node in nodes(folded):
            if id(node) not in written:
                site.run.origins[id(node)] = (node, value)
    return folded


def nodes(value: Expr) -> list[Expr]:
    """An expression and those inside it."""
    match value:
        case Array(items):
            inner = list(items)
        case Object(fields):
            inner = [field.value for field in fields]
        case Call():
            inner = [value.function, *value.arguments]
        case Binary():
            inner = [value.left, value.right]
        case Unary(_, operand) | Paren(operand) | Access(operand):
            inner = [operand]
        case Index():
            inner = [value.value, value.index]
        case _:
            inner = []
    return [value, *(node for part in inner for node in nodes(part))]


def comes_from_a_component(value: Expr) -> bool:
    """Whether an expression is what a component exports, or a text made of it: something that is there when it runs."""
    names = [".".join(node.parts) for node in nodes(value) if isinstance(node, Name)]
    exports = [name for name in names if name.count(".") >= 2 or name.startswith("argument.")]
    return bool(exports) and not ENVIRONMENT.intersection(names) and "coalesce" not in names
