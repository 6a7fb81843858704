"""What a projection takes of what follows it: the binding powers of the Go parser, over the parts of one chain.

`a[*].b.c` asks `.b.c` of each item, but `a.*.b.c` asks `.c` of the list of all `b`: a star after a dot binds tighter.
"""

from __future__ import annotations

from typing import TypeAlias

from ...report.record import dataclass
from .tree import Identity, Index, MultiHash, MultiList, Node, Not, Projection, Slice, Then

FLATTEN, STAR, FILTER, DOT, NOT, BRACKET = 9, 20, 21, 40, 45, 55


@dataclass(frozen=True, slots=True)
class Dot:
    """`.` and what is asked; None is `*`."""

    node: Node | None


@dataclass(frozen=True, slots=True)
class Every:
    """`[*]`."""


@dataclass(frozen=True, slots=True)
class Flatten:
    """`[]`."""


@dataclass(frozen=True, slots=True)
class Filter:
    """`[?condition]`."""

    condition: Node


Part: TypeAlias = Dot | Every | Flatten | Filter | Index | Slice | MultiList


class Misplaced(Exception):
    """A list of choices stands right after what is no projection."""


def chain(nots: int, head: Node | None, parts: tuple[Part, ...]) -> tuple[Node, bool]:
    """The tree of a chain, and whether it ends with a projection: then no `*` may follow, for it would go with it.

    Without a head the first part is asked of the data at hand; None there is a `*`.
    """
    reading = _Chain(parts)
    return reading.whole(nots, head), reading.ends_open


def power(part: Part) -> int:
    """How tightly a part binds."""
    match part:
        case Dot():
            return DOT
        case Flatten():
            return FLATTEN
        case Filter():
            return FILTER
    return BRACKET


class _Chain:
    """The parts of a chain, and how far they are read."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts, self.position, self.ends_open = parts, 0, False

    def whole(self, nots: int, head: Node | None) -> Node:
        return self.follow(self.negated(nots, head), 0)

    def negated(self, nots: int, head: Node | None) -> Node:
        if nots:
            return Not(self.follow(self.negated(nots - 1, head), NOT))
        if head is not None:
            return head
        first = self.parts[0]
        self.position = 1
        return self.star() if first == Dot(None) else self.applied(Identity(), first)

    def follow(self, node: Node, binding: int) -> Node:
        """The node and the parts after it that bind more tightly."""
        while self.position < len(self.parts) and power(self.parts[self.position]) > binding:
            part = self.parts[self.position]
            self.position += 1
            node = self.applied(node, part)
        return node

    def applied(self, node: Node, part: Part) -> Node:
        """A part that follows a node."""
        match part:
            case Dot(None):
                return Projection("values", node, self.right_of(DOT))
            case Dot():
                return Then(node, self.asked(part, DOT))
            case Every():
                return Projection("list", node, self.right_of(STAR))
            case Flatten():
                return Projection("flatten", node, self.right_of(FLATTEN))
            case Filter(condition):
                following = self.parts[self.position : self.position + 1]
                right = Identity() if following == (Flatten(),) else self.right_of(FILTER)
                return Projection("filter", node, right, condition)
            case Slice():
                return Projection("slice", Then(node, part), self.right_of(STAR))
            case MultiList():
                raise Misplaced(part)
        return Then(node, part)

    def star(self) -> Node:
        """`*` where a value is expected."""
        return Projection("values", Identity(), self.right_of(STAR))

    def asked(self, part: Dot, binding: int) -> Node:
        """What a dot asks, and what binds to it; nothing binds to a choice of several."""
        if part.node is None:
            return self.follow(self.star(), binding)
        if isinstance(part.node, MultiList | MultiHash):
            return part.node
        return self.follow(part.node, binding)

    def right_of(self, binding: int) -> Node:
        """What is asked of each item of a projection."""
        if self.position >= len(self.parts) or isinstance(self.parts[self.position], Flatten):
            self.ends_open = self.position >= len(self.parts)
            return Identity()
        part = self.parts[self.position]
        self.position += 1
        if isinstance(part, Dot):
            return self.asked(part, binding)
        node = part if isinstance(part, MultiList) else self.applied(Identity(), part)
        return self.follow(node, binding)
