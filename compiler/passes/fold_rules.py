"""Pass: fewer rules that do the same."""

from __future__ import annotations

from dataclasses import replace

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph
from ..graph.contributions import contributions
from ..syntax.ast import Attribute, Block, Body, Literal

FILTERS = frozenset({"keep", "drop"})


def fold_rules(graph: Graph) -> Graph:
    """Removes a keep or drop rule that repeats the one before it.

    Before: `rule { action = "drop" regex = "x" ... } rule { action = "drop" regex = "x" ... }`
    After: the rule once

    Safe because what a keep or drop rule lets through, the same rule lets through again. Only rules that stand next to
    each other count: one between them may change the labels that they look at.
    """
    return graph.with_components(tuple(_folded(c) if kind(c.kind).rules == "rule" else c for c in graph.components))


def _folded(component: Component) -> Component:
    body: Body = ()
    for statement in component.body:
        if body and statement == body[-1] and isinstance(statement, Block) and _filters(statement):
            by = (*body[-1].by, *contributions(statement))
            body = (*body[:-1], replace(body[-1], by=tuple(dict.fromkeys(by))))
        else:
            body += (statement,)
    return component if len(body) == len(component.body) else replace(component, body=body)


def _filters(rule: Block) -> bool:
    return any(
        isinstance(s, Attribute) and s.name == "action" and isinstance(s.value, Literal) and s.value.value in FILTERS
        for s in rule.body
    )
