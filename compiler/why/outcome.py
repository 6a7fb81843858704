"""What an answer consists of: an outcome for each destination, and the edits that would give another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..report.contribution import Contribution
from ..report.diagnostics import Path
from ..simulate.data import Datum
from ..simulate.places import Source
from ..simulate.trace import Step
from .decide import Decision
from .question import Question
from .world import World

Verdict: TypeAlias = Literal["arrives", "dropped", "unknown"]
RANK: tuple[Verdict, ...] = ("arrives", "unknown", "dropped")


@dataclass(frozen=True)
class Outcome:
    """What becomes of the datum on its way to one destination. `datum` is how it arrives; `decision` is what dropped
    it. `missing` is the section of values that would gather it, where nothing does."""

    name: str
    verdict: Verdict
    source: Source | None = None
    datum: Datum | None = None
    decision: Decision | None = None
    steps: tuple[Step, ...] = ()
    reason: str = ""
    missing: Path = ()
    missing_by: tuple[Contribution, ...] = ()


@dataclass(frozen=True)
class Change:
    """A value to set at a path; a list is set as a whole."""

    path: Path
    value: Any


@dataclass(frozen=True)
class Edit:
    """Changes of values that together give another answer. `also` are metrics of the presets' lists that it lets
    through, or stops, beside the one that was asked for."""

    changes: tuple[Change, ...]
    verified: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The best outcome for each destination, every way's outcome, and what the world could change to."""

    world: World
    question: Question
    outcomes: tuple[Outcome, ...]
    every: tuple[Outcome, ...] = ()
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The best of all destinations."""
        return min((outcome.verdict for outcome in self.outcomes), key=RANK.index, default="dropped")
