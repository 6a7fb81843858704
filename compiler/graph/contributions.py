"""What made a node of a graph: the contributions that it and its parts carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from ..report.contribution import Contribution
from ..syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Ref,
    Statement,
    Unary,
)
from ..values.placed import parts_of

Node: TypeAlias = Statement | Field | Expr


def own_contributions(node: Node) -> Iterator[Contribution]:
    """What made the node itself, not what stands in it: where raw Alloy has it, or the values that it was made of."""
    at = getattr(node, "at", None)
    if at is not None and at.source is not None:
        yield replace(at.source, at=(at.line, at.column))
    match node:
        case Literal():
            yield from (part.by for part in node.parts)
        case Attribute() | Ref() | Name():
            yield from node.by
        case Block():
            yield from node.by
            yield from (part.by for part in parts_of(node.label))
        case Field():
            yield from (part.by for part in parts_of(node.key))


def contributions(node: Node) -> tuple[Contribution, ...]:
    """What made the node and everything in it, each once, in the order of the text."""
    return tuple(dict.fromkeys(by for inner in walk(node) for by in own_contributions(inner)))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node in it, in the order of the text."""
    yield node
    for inner in children(node):
        yield from walk(inner)


def children(node: Node) -> tuple[Any, ...]:
    """The nodes that stand directly in a node."""
    match node:
        case Block():
            return node.body
        case Attribute() | Field() | Access() | Unary() | Paren():
            return (node.value,)
        case Object():
            return node.fields
        case Array():
            return node.items
        case Index():
            return (node.value, node.index)
        case Call():
            return (node.function, *node.arguments)
        case Binary():
            return (node.left, node.right)
    return ()
