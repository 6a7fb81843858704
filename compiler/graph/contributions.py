"""What made a node of a graph: the contributions that it and its parts carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from ..report.contribution import Contribution, Part
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
from .component import Component

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


def contributions_of(component: Component) -> tuple[Contribution, ...]:
    """What made a component and everything in it, each once."""
    return tuple(dict.fromkeys((*component.by, *(by for node in component.body for by in contributions(node)))))


def also_by(component: Component, more: Iterable[Contribution]) -> Component:
    """The component, which stands for something else besides."""
    return replace(component, by=tuple(dict.fromkeys((*component.by, *more))))


def also_from(expression: Expr, more: tuple[Contribution, ...]) -> Expr:
    """An expression that stands in the place of something else, and has its contributions besides."""
    match expression:
        case Ref() | Name():
            return replace(expression, by=tuple(dict.fromkeys((*expression.by, *more))))
        case Literal(value=value):
            length = len(value) if isinstance(value, str) else 0
            return replace(expression, parts=(*expression.parts, *(Part(0, length, by) for by in more)))
        case Call():
            return replace(expression, function=also_from(expression.function, more))
        case Array():
            return replace(expression, items=tuple(also_from(item, more) for item in expression.items))
        case Object():
            fields = (replace(field, value=also_from(field.value, more)) for field in expression.fields)
            return replace(expression, fields=tuple(fields))
        case Binary():
            return replace(expression, left=also_from(expression.left, more))
        case Access() | Index() | Unary() | Paren():
            return replace(expression, value=also_from(expression.value, more))
    return expression


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
