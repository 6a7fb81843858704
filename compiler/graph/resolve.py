"""Names to Refs and back: what users write refers by name, a graph refers by identity, Alloy text by name again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from ..catalog.behaviour import kind
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Body, Expr, Name, Ref
from .component import Component, Graph, Origin, map_body


def resolve(components: tuple[Component, ...]) -> tuple[Component, ...]:
    """Components whose names of other components have become Refs. A name of nothing stays, for `verify` to find.

    Only what a user wrote holds names: in a component of the user's, or as rules and stages inside one of ours.
    """
    ids = {component.name: component.id for component in components}

    def change(expression: Expr) -> Expr:
        return _reference(expression, ids) if isinstance(expression, Name) and len(expression.parts) > 2 else expression

    return tuple(
        component if kind(component.kind).own_scope else component.with_body(map_body(component.body, change))
        for component in components
    )


def _reference(name: Name, ids: Mapping[str, int]) -> Expr:
    for length in range(len(name.parts) - 1, 0, -1):
        found = ids.get(".".join(name.parts[:length]))
        if found is not None:
            return Ref(found, ".".join(name.parts[length:]), name.at, name.by)
    return name


def to_body(graph: Graph) -> Body:
    """The graph as Alloy syntax: a block a component, Refs as names. Raises KeyError for a Ref to no component."""
    parts = {component.id: tuple(component.name.split(".")) for component in graph.components}

    def change(expression: Expr) -> Expr:
        if not isinstance(expression, Ref):
            return expression
        return Name((*parts[expression.component], *expression.export.split(".")), expression.at, expression.by)

    return tuple(component.with_body(map_body(component.body, change)).block() for component in graph.components)


def check_names(graph: Graph) -> Iterator[Diagnostic]:
    """Components of one name: the user's own against ours, or against each other."""
    counts = Counter(component.name for component in graph.components)
    for component in graph.components:
        if counts[component.name] > 1 and component.origin.written_by_user:
            yield Diagnostic(
                "duplicate-label",
                f'there is another `{component.kind} "{component.label}"` in the collector `{graph.collector}`',
                component.origin.path,
                "give it another label",
            )


def graph_of(name: str, body: Body) -> Graph:
    """A whole Alloy file as a graph: every top-level block a component."""
    blocks = [statement for statement in body if isinstance(statement, Block)]
    made = (
        Component(i, block.name, block.label, block.body, Origin(()), at=block.at) for i, block in enumerate(blocks)
    )
    return Graph(name, resolve(tuple(made)))
