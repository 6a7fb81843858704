"""Components and the graph they make: what lowerings build, passes change and the printer writes down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from functools import cached_property
from operator import is_
from typing import TypeVar

from ..report.contribution import Contribution
from ..report.diagnostics import Path
from ..report.record import dataclass
from ..syntax.ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Body,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Position,
    Ref,
    Unary,
)

N = TypeVar("N")


@dataclass(frozen=True)
class Origin:
    """Why a component is there: the unit that made it, as its values path, its role in the unit, and whether the user
    wrote it."""

    path: Path
    role: str = ""
    written_by_user: bool = False


@dataclass(frozen=True)
class Component:
    """One top-level block of a configuration: `kind "label" { body }`.

    `id` is its identity in a graph; Refs hold it. `label` is what printing calls it. A block that takes no label
    (`logging`) has "". `entry` marks what may be fed or read from outside this graph: no pass at -O1 removes it.
    `at` is where the user wrote it; `by` has what made it, beside what made its body.
    """

    id: int
    kind: str
    label: str
    body: Body
    origin: Origin
    entry: bool = False
    at: Position | None = field(default=None, compare=False)
    by: tuple[Contribution, ...] = field(default=(), compare=False)
    comments: tuple[str, ...] = field(default=(), compare=False)
    ending: tuple[str, ...] = field(default=(), compare=False)

    def __getitem__(self, export: str) -> Ref:
        return Ref(self.id, export)

    @property
    def name(self) -> str:
        """How Alloy text refers to it: `prometheus.scrape.kubelet`."""
        return f"{self.kind}.{self.label}" if self.label else self.kind

    @cached_property
    def refs(self) -> tuple[tuple[str, Ref], ...]:
        """What `refs` gives: every pass asks, and so do the flows before and after it."""
        return tuple(_refs_of_body(self.body, ""))

    def argument(self, name: str) -> Expr | None:
        """The value of an attribute at the top of the body, or None."""
        return next((s.value for s in self.body if isinstance(s, Attribute) and s.name == name), None)

    def with_body(self, body: Body) -> Component:
        """The component with another body; itself if that is its own."""
        if body is self.body:
            return self
        made = (self.origin, self.entry, self.at, self.by, self.comments, self.ending)
        return Component(self.id, self.kind, self.label, body, *made)

    def block(self) -> Block:
        """The component as syntax; the Refs in it stay."""
        return Block(self.kind, self.label, self.body, self.at, (), self.by, self.comments, self.ending)


@dataclass(frozen=True)
class Graph:
    """The configuration of one collector: components in the order in which they are printed."""

    collector: str
    components: tuple[Component, ...] = field(default=())

    def by_id(self) -> dict[int, Component]:
        return {component.id: component for component in self.components}

    def with_components(self, components: tuple[Component, ...]) -> Graph:
        return replace(self, components=components)


def refs(component: Component) -> tuple[tuple[str, Ref], ...]:
    """Every Ref in a component's body with the attribute it stands in: ("output.metrics", Ref(...))."""
    return component.refs


def _refs_of_body(body: Body, prefix: str) -> Iterator[tuple[str, Ref]]:
    for statement in body:
        if isinstance(statement, Block):
            yield from _refs_of_body(statement.body, f"{prefix}{statement.name}.")
        elif type(statement.value) is not Literal:
            for ref in refs_of(statement.value):
                yield prefix + statement.name, ref


def refs_of(expression: Expr) -> list[Ref]:
    """Every Ref in an expression, left to right."""
    match expression:
        case Ref():
            return [expression]
        case Literal() | Name():
            return []
        case Array(items):
            return [ref for item in items if type(item) is not Literal for ref in refs_of(item)]
        case Object(fields):
            return [ref for entry in fields for ref in refs_of(entry.value)]
        case Access(value) | Unary(_, value) | Paren(value):
            return refs_of(value)
        case Index(value, index):
            return refs_of(value) + refs_of(index)
        case Call(function, arguments):
            return refs_of(function) + [ref for argument in arguments for ref in refs_of(argument)]
        case Binary(_, left, right):
            return refs_of(left) + refs_of(right)


def map_body(body: Body, change: Callable[[Expr], Expr]) -> Body:
    """The body with every Ref and Name in it passed through `change`. What does not change is not copied."""
    return kept(body, [_map_statement(statement, change) for statement in body])


def _map_statement(statement: Attribute | Block, change: Callable[[Expr], Expr]) -> Attribute | Block:
    if isinstance(statement, Attribute):
        value = map_expression(statement.value, change)
        return statement if value is statement.value else with_value(statement, value)
    body = map_body(statement.body, change)
    return statement if body is statement.body else replace(statement, body=body)


def with_value(attribute: Attribute, value: Expr) -> Attribute:
    """The attribute with another value; said in full, because `replace` takes five times as long."""
    return Attribute(attribute.name, value, attribute.at, attribute.by, attribute.comments)


def kept(old: tuple[N, ...], new: list[N]) -> tuple[N, ...]:
    """The new nodes, or the old tuple itself where each is the one that it was."""
    return old if all(map(is_, new, old)) else tuple(new)


def map_expression(expression: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The expression with every Ref and Name in it passed through `change`."""
    match expression:
        case Literal():
            return expression
        case Ref() | Name():
            return change(expression)
        case Array(items):
            new = kept(items, [map_expression(item, change) for item in items])
            return expression if new is items else replace(expression, items=new)
        case Object(fields):
            mapped = kept(fields, [_map_field(entry, change) for entry in fields])
            return expression if mapped is fields else replace(expression, fields=mapped)
        case Access(value) | Unary(_, value) | Paren(value):
            changed = map_expression(value, change)
            return expression if changed is value else replace(expression, value=changed)
        case Index(value, index):
            return replace(expression, value=map_expression(value, change), index=map_expression(index, change))
        case Call(function, arguments):
            mapped_arguments = kept(arguments, [map_expression(argument, change) for argument in arguments])
            mapped_function = map_expression(function, change)
            if mapped_function is function and mapped_arguments is arguments:
                return expression
            return replace(expression, function=mapped_function, arguments=mapped_arguments)
        case Binary(_, left, right):
            return replace(expression, left=map_expression(left, change), right=map_expression(right, change))


def _map_field(entry: Field, change: Callable[[Expr], Expr]) -> Field:
    value = map_expression(entry.value, change)
    return entry if value is entry.value else replace(entry, value=value)
