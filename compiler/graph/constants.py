"""The constant values of a component, computed."""

from __future__ import annotations

from dataclasses import replace

from ..constants import simplified
from ..syntax.ast import Attribute, Body, Statement
from .component import Component, kept
from .contributions import contributions


def with_constants(component: Component) -> Component:
    """The component with what is constant in its arguments computed; itself where nothing is."""
    body = _body(component.body)
    return component if body is component.body else replace(component, body=body)


def _body(body: Body) -> Body:
    return kept(body, [_statement(statement) for statement in body])


def _statement(statement: Statement) -> Statement:
    if not isinstance(statement, Attribute):
        inner = _body(statement.body)
        return statement if inner is statement.body else replace(statement, body=inner)
    value = simplified(statement.value)
    if value is statement.value:
        return statement
    made = dict.fromkeys((*statement.by, *contributions(statement.value)))
    return replace(statement, value=value, by=tuple(made))
