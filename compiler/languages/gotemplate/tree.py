"""The syntax tree of a template. `at` is the offset in the text, and does not count when nodes are compared."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

from ...report.record import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """`.name.name` of the data at hand."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name.name`; `$` alone is what the template was given."""

    name: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """`(pipeline).name`, `function.name`."""

    value: Operand
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """The name of a function."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Dot:
    """`.`."""


@dataclass(frozen=True, slots=True)
class Nil:
    """`nil`."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A string or bool."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number, as what it can be taken for; a character is its code. All are None for a complex number."""

    text: str
    integer: int | None
    floating: float | None


@dataclass(frozen=True, slots=True)
class Pipe:
    """`$declared := command | command`. `assigns` is `=` in the place of `:=`."""

    commands: tuple[Command, ...]
    declared: tuple[str, ...] = ()
    assigns: bool = False


Operand: TypeAlias = Field | Variable | Chain | Function | Dot | Nil | Constant | Number | Pipe
Command: TypeAlias = tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between actions."""

    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """`{{ pipeline }}`."""

    pipe: Pipe


@dataclass(frozen=True, slots=True)
class Branch:
    """`if`, `with` or `range`, with what is done, and what otherwise."""

    kind: Literal["if", "with", "range"]
    pipe: Pipe
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """`{{ template "name" pipeline }}`; `{{ block }}` too."""

    name: str
    pipe: Pipe | None


@dataclass(frozen=True, slots=True)
class Leave:
    """`break` or `continue`."""

    kind: Literal["break", "continue"]


Node: TypeAlias = Text | Action | Branch | Call | Leave
