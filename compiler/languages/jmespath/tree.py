"""The syntax tree of JMESPath."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from ...report.record import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """`@`."""


@dataclass(frozen=True, slots=True)
class Root:
    """`$`."""


@dataclass(frozen=True, slots=True)
class Field:
    """`name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`$name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: Any


@dataclass(frozen=True, slots=True)
class Then:
    """`left.right`, `left[0]`: the right side is not asked where the left one is null."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Index:
    """`[number]`."""

    number: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`[begin:end:step]`."""

    begin: int | None
    end: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Projection:
    """`left[*]right`; or `.*` (values), `[?condition]` (filter), `[]` (flatten), `[:]` (slice) in place of `[*]`."""

    kind: Literal["list", "values", "filter", "flatten", "slice"]
    left: Node
    right: Node
    condition: Node | None = None


@dataclass(frozen=True, slots=True)
class MultiList:
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MultiHash:
    """`{a: b}`."""

    pairs: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """`&expression`."""

    node: Node


@dataclass(frozen=True, slots=True)
class Not:
    """`!value`."""

    value: Node


@dataclass(frozen=True, slots=True)
class Signed:
    """`-value` or `+value`."""

    sign: str
    value: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`, `|` too."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Let:
    """`let $a = value in body`."""

    bindings: tuple[tuple[str, Node], ...]
    body: Node


Node: TypeAlias = (
    Identity
    | Root
    | Field
    | Variable
    | Constant
    | Then
    | Index
    | Slice
    | Projection
    | MultiList
    | MultiHash
    | Call
    | Reference
    | Not
    | Signed
    | Binary
    | Let
)
