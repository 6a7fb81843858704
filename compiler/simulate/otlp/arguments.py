"""The arguments of a component as plain values: attributes by name, blocks as lists of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...syntax.ast import Array, Attribute, Block, Body, Expr, Literal, Object, Paren, Statement, Unary
from ..trace import Unknown


class Refused(Exception):
    """Alloy does not build the component. Its text is the reason."""


class Failed(Exception):
    """The component returns an error for the data, which are lost. `at` is the statement that it comes from."""

    def __init__(self, reason: str, at: Statement | None = None) -> None:
        super().__init__(reason)
        self.at = at


@dataclass(frozen=True, slots=True)
class Arguments:
    """What stands in a body. `at` gives the statement of an attribute or a block, for traces."""

    body: Body
    at: Statement | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """The value of an attribute. Raises Unknown where it is known only when Alloy runs."""
        for statement in self.body:
            if isinstance(statement, Attribute) and statement.name == name:
                return constant(statement.value, name)
        return default

    def items(self, name: str) -> list[tuple[str, Statement | None]]:
        """The strings of a list, each with the attribute as it would be with this one alone, for traces."""
        found = next((s for s in self.body if isinstance(s, Attribute) and s.name == name), None)
        values = texts(self.get(name))
        if found is None or not isinstance(found.value, Array):
            return [(value, found) for value in values]
        return [(value, replace(found, value=item)) for value, item in zip(values, found.value.items, strict=True)]

    def blocks(self, *names: str) -> Iterator[Arguments]:
        """The blocks of these names, in their order."""
        for statement in self.body:
            if isinstance(statement, Block) and statement.name in names:
                yield Arguments(statement.body, statement)

    def block(self, name: str) -> Arguments | None:
        return next(self.blocks(name), None)

    def section(self, name: str) -> Arguments:
        """A block that may be missing, empty then."""
        return self.block(name) or Arguments(())


def constant(expression: Expr, name: str) -> Any:
    """The value of an expression without calls and references. Raises Unknown for others."""
    match expression:
        case Literal(value):
            return value
        case Array(items):
            return [constant(item, name) for item in items]
        case Object(fields):
            return {entry.key: constant(entry.value, name) for entry in fields}
        case Paren(value):
            return constant(value, name)
        case Unary("-", Literal(value)) if isinstance(value, (int, float)):
            return -value
    raise Unknown(f"the value of `{name}` is known only when Alloy runs")


def texts(value: Any) -> list[str]:
    """A list of strings, as an argument has it; nothing for null."""
    if value is not None and not isinstance(value, list):
        raise Refused("a list of strings is wanted")
    return [str(item) for item in value or ()]


Facts = Mapping[str, Any]
"""What a test says of the world, by name: `now`, `pods`, `resource`."""
