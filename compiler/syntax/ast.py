"""The syntax tree of Alloy: what the parser gives and the printer takes.

Nodes are equal when they mean the same; where they stood in a text (`at`), how they were spelled (`text`) and what
made them (`by`, `parts`) do not count, nor do comments. A tree that was made, not parsed, leaves the first two out,
and the printer chooses the layout. `signs` are the places of the signs inside a node that its parts do not tell: `[`,
`(`, the operator; of a block, its label and `{`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..report.contribution import Contribution, Part
from ..report.record import shown

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Any:
        """A dataclass that mypy holds frozen. At run time nothing guards it: a build makes nodes by the thousand, and
        to make a guarded one takes three times as long."""

        def decorate(made: type) -> type:
            own = vars(made).get("__hash__") is not None
            return shown(dataclasses.dataclass(slots=slots, unsafe_hash=frozen and not own, repr=False)(made))

        return decorate


class Position(NamedTuple):
    """From the first character of a node to just after its last; lines and columns from 1. `source` is the text that
    they count in, where it is a value of the user's."""

    line: int
    column: int
    end_line: int
    end_column: int
    source: Contribution | None = None


Point: TypeAlias = tuple[int, int]
"""A line and a column, from 1."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, bool or null. `text` is the spelling in the source (`0x1F`, a raw string); `parts` are what
    contributions gave of the value."""

    value: str | int | float | bool | None
    text: str | None = field(default=None, compare=False)
    at: Position | None = field(default=None, compare=False)
    parts: tuple[Part, ...] = field(default=(), compare=False)

    def __eq__(self, other: object) -> bool:
        return type(other) is Literal and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Array:
    """`[items]`."""

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
    """`{ fields }`."""

    fields: tuple[Field, ...]
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier and the accesses that follow it: `sys.env` is Name(("sys", "env"))."""

    parts: tuple[str, ...]
    at: Position | None = field(default=None, compare=False)
    by: tuple[Contribution, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Access:
    """`value.name` on anything but a name."""

    value: Expr
    name: str
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`value[index]`."""

    value: Expr
    index: Expr
    at: Position | None = field(default=None, compare=False)
    signs: tuple[Point, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`function(arguments)`."""

    function: Expr
    arguments: tuple[Expr, ...]
    at: Position | None = field(default=None, compare=False)
    signs: tuple[Point, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`!value` or `-value`."""

    operator: str
    value: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Expr
    right: Expr
    at: Position | None = field(default=None, compare=False)
    signs: tuple[Point, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Paren:
    """`(value)`."""

    value: Expr
    at: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ref:
    """An export of a component of a graph, by the component's id. Only graphs hold it: printing gives it a name.

    `export` may go on into the export: "data.password".
    """

    component: int
    export: str
    at: Position | None = field(default=None, compare=False)
    by: tuple[Contribution, ...] = field(default=(), compare=False)


Expr: TypeAlias = Literal | Array | Object | Name | Access | Index | Call | Unary | Binary | Paren | Ref


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value`."""

    name: str
    value: Expr
    at: Position | None = field(default=None, compare=False)
    by: tuple[Contribution, ...] = field(default=(), compare=False)
    comments: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Block:
    """`name "label" { body }`; `name` has its dots in it, `label` is "" where there is none. `comments` stand before
    a statement, `ending` after the last one in a block."""

    name: str
    label: str
    body: Body
    at: Position | None = field(default=None, compare=False)
    signs: tuple[Point, ...] = field(default=(), compare=False)
    by: tuple[Contribution, ...] = field(default=(), compare=False)
    comments: tuple[str, ...] = field(default=(), compare=False)
    ending: tuple[str, ...] = field(default=(), compare=False)


Statement: TypeAlias = Attribute | Block
Body: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """`// to the end of the line` or `/* ... */`, with its marks.

    `joined`: nothing but blanks, and no empty line, stands between it and the comment before.
    """

    text: str
    at: Position
    joined: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class File:
    """A whole text: its statements, its comments in order, and how many characters stand before each of its lines."""

    body: Body
    comments: tuple[Comment, ...] = ()
    line_starts: tuple[int, ...] = field(default=(), compare=False)
