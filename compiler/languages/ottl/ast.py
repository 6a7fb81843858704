"""The syntax tree of OTTL. Nodes are equal when they mean the same: where they stood (`at`, offsets) does not count."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple, TypeAlias

from ...report.record import dataclass


class Span(NamedTuple):
    """From the offset of a node's first character to just after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, bool, bytes or nil."""

    value: str | int | float | bool | bytes | None
    at: Span = field(compare=False)

    def __eq__(self, other: object) -> bool:
        return type(other) is Literal and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Enum:
    """`SPAN_KIND_SERVER`; as an argument, perhaps the name of a function."""

    name: str
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One name of a path, and the keys that follow it."""

    name: str
    keys: tuple[Expression, ...]
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """`resource.attributes["x"]`."""

    fields: tuple[Field, ...]
    at: Span = field(compare=False)

    def __str__(self) -> str:
        return ".".join(part.name for part in self.fields)


@dataclass(frozen=True, slots=True)
class FunctionName:
    """`Sha256`, a function given to another."""

    name: str
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """A value given to a function; `name` is "" unless it was written `name = value`."""

    name: str
    value: Expression | FunctionName
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)[keys]`. `name_at` is where the name stands."""

    name: str
    arguments: tuple[Argument, ...]
    keys: tuple[Expression, ...]
    at: Span = field(compare=False)
    name_at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class List:
    """`[items]`."""

    items: tuple[Expression, ...]
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Map:
    """`{"key": value}`; of two equal keys the last counts."""

    pairs: tuple[tuple[str, Expression], ...]
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`, of `+ - * /`."""

    operator: str
    left: Expression
    right: Expression
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """`-value` or `+value`."""

    sign: str
    value: Expression
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Parenthesis:
    """`(value)`."""

    value: Expression
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, of `== != < <= > >=`."""

    operator: str
    left: Expression
    right: Expression
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`a or b or c`."""

    conditions: tuple[Expression, ...]
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AllOf:
    """`a and b and c`."""

    conditions: tuple[Expression, ...]
    at: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Negated:
    """`not condition`."""

    condition: Expression
    at: Span = field(compare=False)


Expression: TypeAlias = (
    Literal | Enum | Path | Call | List | Map | Arithmetic | Signed | Parenthesis | Comparison | AnyOf | AllOf | Negated
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`editor(arguments) where condition`; a condition alone has no editor."""

    editor: Call | None
    condition: Expression | None
    text: str = field(compare=False)
