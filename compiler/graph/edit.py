"""Changes that passes make: taking components out and putting something in the place of what referred to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..syntax.ast import Array, Block, Body, Expr, Ref, Statement
from .component import Component, Graph, map_body, refs
from .contributions import also_from, contributions


def without(graph: Graph, ids: frozenset[int]) -> Graph:
    """The graph without some components. Nothing may refer to them."""
    return graph.with_components(tuple(component for component in graph.components if component.id not in ids))


def replace_refs(graph: Graph, by: Mapping[int, Expr | int], remove: frozenset[int]) -> Graph:
    """Puts in the place of each Ref to a component an expression, or the same export of another component."""

    def change(expression: Expr) -> Expr:
        if not isinstance(expression, Ref) or expression.component not in by:
            return expression
        instead = by[expression.component]
        return replace(expression, component=instead) if isinstance(instead, int) else also_from(instead, expression.by)

    return graph.with_components(
        tuple(
            component.with_body(map_body(component.body, change))
            for component in graph.components
            if component.id not in remove
        )
    )


def forward_past(graph: Graph, component: Component, receivers: tuple[Expr, ...]) -> Graph:
    """Takes a component out and has what forwards to it forward to `receivers`, which are there for what put the
    component there, too."""
    receivers = tuple(also_from(receiver, component.by) for receiver in receivers)
    return graph.with_components(
        tuple(
            other.with_body(_spliced(other.body, component.id, receivers))
            for other in graph.components
            if other.id != component.id
        )
    )


def can_forward_past(graph: Graph, component: Component, receivers: tuple[Expr, ...]) -> bool:
    """Whether receivers can be put in the place of a component: every Ref to it is an item of a list, and no list comes
    to hold a receiver twice. What took two ways is delivered twice, and would be so once."""
    total = sum(1 for other in graph.components for _, ref in refs(other) if ref.component == component.id)
    lists = [items for other in graph.components for items in _lists(other.body) if _count(items, component.id)]
    joined = ([*items, *receivers * _count(items, component.id)] for items in lists)
    return total == sum(_count(items, component.id) for items in lists) and all(
        len(set(items)) == len(items) for items in joined
    )


def _lists(body: Body) -> Iterator[tuple[Expr, ...]]:
    for statement in body:
        if isinstance(statement, Block):
            yield from _lists(statement.body)
        elif isinstance(statement.value, Array):
            yield statement.value.items


def _count(items: tuple[Expr, ...], id: int) -> int:
    return sum(1 for item in items if isinstance(item, Ref) and item.component == id)


def _spliced(body: Body, id: int, receivers: tuple[Expr, ...]) -> Body:
    statements = tuple(_spliced_statement(statement, id, receivers) for statement in body)
    return body if all(new is old for new, old in zip(statements, body, strict=True)) else statements


def _spliced_statement(statement: Statement, id: int, receivers: tuple[Expr, ...]) -> Statement:
    if isinstance(statement, Block):
        body = _spliced(statement.body, id, receivers)
        return statement if body is statement.body else replace(statement, body=body)
    value = statement.value
    if not isinstance(value, Array) or not _count(value.items, id):
        return statement
    items: list[Expr] = []
    for item in value.items:
        passed = isinstance(item, Ref) and item.component == id
        items += [also_from(receiver, contributions(item)) for receiver in receivers] if passed else [item]
    return replace(statement, value=replace(value, items=tuple(items)))
