"""What a rule is given, and what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..compile import Compilation, Settings
from ..graph.contributions import walk
from ..report.diagnostics import Diagnostic
from ..report.record import dataclass
from ..syntax import ast
from ..syntax.ast import Block
from ..values.load import Values

if TYPE_CHECKING:
    from ..queries.expressions import Expression
    from .policy import Policy

Answer: TypeAlias = Literal["proven", "unknown"]


@dataclass(frozen=True)
class Output:
    """A configuration of the last output: its file, and what stands in it."""

    file: str
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Needs:
    """What is done with telemetry, as far as a user says it: the expressions of rules and dashboards; how far apart
    points are that are kept; and files of what sources gather, with how many values a label of theirs may have."""

    expressions: tuple[Expression, ...] = ()
    resolution: str = ""
    samples: tuple[str, ...] = ()
    most_values: int = 0


@dataclass(frozen=True)
class Case:
    """Values that build: as they were read, how they are compiled, and what that gives. `files` are the values files
    in their order, the later over the earlier. `objects` are those of the cluster, as far as they are given,
    `policy` says which data may come where, `against` is the last output by collector. `needs` is what is
    done with the telemetry."""

    values: Values
    settings: Settings
    built: Compilation
    files: tuple[str, ...] = ()
    objects: tuple[Mapping[str, Any], ...] = ()
    policy: Policy | None = None
    against: Mapping[str, Output] = field(default_factory=dict)
    needs: Needs = Needs()

    @cached_property
    def environment(self) -> dict[str, str]:
        """The variables of the environment that the configurations ask for, each with a value that nothing else has."""
        return {name: name.lower() for name in variables(self.built)}


def variables(built: Compilation) -> Iterator[str]:
    """The variables of the environment that the configurations ask for."""
    for component in (c for made in built.configurations for c in made.graph.components):
        for node in walk(component.block()):
            match node:
                case ast.Call(ast.Name(("sys", "env") | ("env",)), (ast.Literal(str(name)),)):
                    yield name


@dataclass(frozen=True)
class Finding:
    """What a rule found, or could not decide: then the diagnostic says why."""

    diagnostic: Diagnostic
    answer: Answer = "proven"
