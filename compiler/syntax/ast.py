"""The syntax tree of Alloy: what the parser gives and the printer takes.

Nodes are equal when they mean the same; where they stood in a text (`at`) and how they were spelled (`text`) do not
count. A tree that was made, not parsed, leaves both out, and the printer chooses the layout.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Position:
    """From the first character of a node to just after its last; lines and columns from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, bool or null. `text` is the spelling in the source (`0x1F`, a raw string)."""

    value: str | int | float | bool | None
    text: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)

    def __eq__(self, other: object) -> bool:
        return type(other) is Literal and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Array:
    items: tuple[Expr, ...]
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One `key = value` of an object. `quoted` is how the source spells the key."""

    key: str
    value: Expr
    quoted: bool = field(default=True, compare=False)
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    fields: tuple[Field, ...]
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier and the accesses that follow it: `sys.env` is Name(("sys", "env"))."""

    parts: tuple[str, ...]
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Access:
    """`value.name` on anything but a name."""

    value: Expr
    name: str
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    value: Expr
    index: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    function: Expr
    arguments: tuple[Expr, ...]
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    value: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Expr
    right: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Paren:
    value: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ref:
    """An export of a component of a graph, by the component's id. Only graphs hold it: printing gives it a name."""

    component: int
    export: str


Expr: TypeAlias = Literal | Array | Object | Name | Access | Index | Call | Unary | Binary | Paren | Ref


@dataclass(frozen=True, slots=True)
class Attribute:
    name: str
    value: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """`name "label" { body }`; `name` has its dots in it, `label` is "" where there is none."""

    name: str
    label: str
    body: Body
    at: Position | None = field(default=None, compare=False)


Statement: TypeAlias = Attribute | Block
Body: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """`// to the end of the line` or `/* ... */`, with its marks."""

    text: str
    at: Position


@dataclass(frozen=True, slots=True)
class File:
    """A whole text: its statements, and its comments in order."""

    body: Body
    comments: tuple[Comment, ...] = ()
