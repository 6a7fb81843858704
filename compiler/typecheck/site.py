"""Where a check stands: what it holds to, what can be named there, and how it says what it found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ..catalog import STABILITIES, BodySpec, ComponentSpec, Type
from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Severity
from ..syntax.ast import Block, Body, Expr, Name
from .fault import Fault, Node

Reader: TypeAlias = Callable[[str], str | None]


@dataclass(eq=False, repr=False)
class Run:
    """One check of one configuration. `version` is 18 for 1.18.

    `found` grows as it goes, and `modules` and `made`, by the id of the declare's block; `aside` has what is about no
    node, such as files that cannot be read. `origins` leads from a computed value to its expression. `heads` asks for
    what Alloy says at the head of a component; nothing is told of a `fragment` that hangs on what is around it.
    """

    version: int
    stability: str
    read: Reader
    fragment: bool = False
    heads: bool = False
    found: list[Fault] = field(default_factory=list)
    aside: list[Diagnostic] = field(default_factory=list)
    modules: dict[int, Module | None] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    origins: dict[int, tuple[Expr, Expr]] = field(default_factory=dict)
    libraries: dict[str, dict[str, Declare]] = field(default_factory=dict)


class Declare(NamedTuple):
    """A `declare` block, and the scope around it."""

    block: Block
    source: str
    outer: Scope


class Module(NamedTuple):
    """What a custom component takes and gives. `wanted` is, for each argument, the types that its uses ask for."""

    arguments: dict[str, bool]
    exports: dict[str, Type]
    wanted: dict[str, list[Type]]


class DeclaredComponent(NamedTuple):
    """A component of a scope. `exports` is None where nobody can know them (a module that is not at hand)."""

    block: Block
    spec: ComponentSpec | None = None
    declare: Declare | None = None
    opaque: bool = False


@dataclass(eq=False, repr=False)
class Scope:
    """What can be named in a body. A `foreach` sees its outer components; a `declare` only the outer declares.

    `used` and `edges` (component to the components it refers to) and `wanted` grow while the body is checked.
    """

    components: dict[str, DeclaredComponent]
    declares: dict[str, Declare]
    imports: dict[str, dict[str, Declare] | None]
    arguments: dict[str, Block] | None = None
    variables: frozenset[str] = frozenset()
    outer: Scope | None = None
    used: set[str] = field(default_factory=set)
    edges: dict[str, dict[str, Name]] = field(default_factory=dict)
    wanted: dict[str, list[Type]] = field(default_factory=dict)


class Site(NamedTuple):
    """`owner` is the component that is looked at, `kind` its kind, `root` its body's spec."""

    run: Run
    source: str
    scope: Scope
    owner: str = ""
    kind: str = ""
    root: BodySpec | None = None

    def report(
        self,
        code: Code,
        message: str,
        node: Node | None,
        help: str = "",
        *,
        severity: Severity = "error",
        offset: int | None = None,
        extent: int = 1,
    ) -> None:
        """Adds a fault of a node, or of a part of its text."""
        node = self.run.origins[id(node)][1] if id(node) in self.run.origins else node
        self.run.found.append(Fault(code, message, node, help, severity, self.source, offset, extent))


def allows(level: str, stability: str) -> bool:
    """Whether a collector at `level` runs what has this stability. Community components have a switch of their own."""
    return stability not in STABILITIES or STABILITIES.index(stability) <= STABILITIES.index(level)


def body_blocks(body: Body) -> list[Block]:
    return [statement for statement in body if type(statement) is Block]
