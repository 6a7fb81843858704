"""How deep a tree nests, found without recursion."""

from __future__ import annotations

from .ast import Access, Array, Attribute, Binary, Block, Call, Expr, Index, Object, Paren, Statement, Unary

MAXIMUM_DEPTH = 100
"""Alloy knows no limit; ours keeps the stages that recurse over a tree from running out of stack."""

_STATES_A_BLOCK = 4


def is_too_deep(node: Statement | Expr, states: int) -> bool:
    """Whether a value nests too deep, or a block stands too deep (which the parser's stack of states tells)."""
    if isinstance(node, Block):
        return states > _STATES_A_BLOCK * MAXIMUM_DEPTH
    pending = [(node.value if isinstance(node, Attribute) else node, 1)]
    while pending:
        value, depth = pending.pop()
        if depth > MAXIMUM_DEPTH:
            return True
        pending += [(part, depth + 1) for part in _parts(value)]
    return False


def _parts(value: Expr) -> tuple[Expr, ...]:
    match value:
        case Array(items):
            return items
        case Object(fields):
            return tuple(entry.value for entry in fields)
        case Access(inner) | Unary(_, inner) | Paren(inner):
            return (inner,)
        case Index(left, right) | Binary(_, left, right):
            return (left, right)
        case Call(function, arguments):
            return (function, *arguments)
        case _:
            return ()
