"""A Trace: the steps of a datum through a graph, and the third value beside fact and fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..syntax.ast import Statement
from .data import Datum

if TYPE_CHECKING:
    from ..graph.component import Component


class Unknown(Exception):
    """The evaluator cannot say what becomes of the datum. Its text is the reason, for a user: a component, function or
    input that is not modelled or was not given."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule, stage or statement of a component did to a datum; a component as a whole has no statement.

    `after` is what came out: nothing for a datum that was dropped. `reason` says why, where the statement does not.
    The statement is the node of the graph itself, and so has its contributions; of an attribute that is a list of
    statements of OTTL, it is the attribute with the one that did it as its value.
    """

    component: Component | None
    statement: Statement | None
    before: Datum
    after: tuple[Datum, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """One way of a datum, to one end: it arrives, is dropped (by the last step), or `unknown` says why nobody knows.

    A datum that goes several ways has a trace for each. `ended` is the component where this one ends.
    """

    datum: Datum
    steps: tuple[Step, ...] = ()
    arrived: tuple[tuple[Component, Datum], ...] = ()
    unknown: str = ""
    ended: Component | None = None


Record: TypeAlias = Callable[[Step], None]
"""Is told each step. Where nobody listens there is none, and nothing is made."""
