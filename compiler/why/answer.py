"""The answer: for each destination, whether the datum arrives, and what decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..report.contribution import Contribution
from ..report.diagnostics import Path
from ..simulate.data import Datum, Target
from ..simulate.places import Destination, Source, origin_of, read_path, suggestion
from ..simulate.trace import Step
from .decide import Decision, decision
from .question import Question, refused
from .ways import Way, ways
from .world import World

if TYPE_CHECKING:
    from .edits import Edit

Verdict: TypeAlias = Literal["arrives", "dropped", "unknown"]
_RANK: tuple[Verdict, ...] = ("arrives", "unknown", "dropped")


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
        return min((outcome.verdict for outcome in self.outcomes), key=_RANK.index, default="dropped")


def answer(world: World, question: Question, wanted: Verdict | None = None) -> Answer:
    """What becomes of the datum. With `wanted`, edits of values that give that verdict are looked for, each of them
    tried. Raises Refused for a source or destination that there is not."""
    if question.to and question.to not in {d.name for d in world.destinations}:
        raise refused(f"there is no destination `{question.to}`", suggestion(question.to, world.destinations))
    every = [outcome for way in ways(world, question) for outcome in _outcomes(world, way)]
    every = [outcome for outcome in every if question.to in ("", outcome.name)] or [_nothing_gives_it(question)]
    best: dict[str, Outcome] = {}
    for outcome in sorted(every, key=lambda one: _RANK.index(one.verdict)):
        best.setdefault(outcome.name, outcome)
    order = list(dict.fromkeys(outcome.name for outcome in every))
    found = Answer(world, question, tuple(best[name] for name in order), tuple(every))
    if question.every:
        from .every import for_every_series

        found = for_every_series(found)
    if wanted and world.values is not None and found.verdict != wanted:
        from .edits import edits

        found = Answer(world, question, found.outcomes, found.every, tuple(edits(found, wanted)), found.notes)
    return found


def _outcomes(world: World, way: Way) -> list[Outcome]:
    trace, source = way.trace, way.source
    ended = trace.ended or source.component
    if trace.arrived:
        return [
            Outcome(_name(world, way, component.id), "arrives", source, datum, None, trace.steps)
            for component, datum in trace.arrived
        ]
    behind = (
        [source.name]
        if isinstance(trace.datum, Target)
        else _names(
            world.sinks_behind(source.collector, ended) or world.sinks_behind(source.collector, source.component)
        )
    )
    if trace.unknown:
        return [Outcome(name, "unknown", source, steps=trace.steps, reason=trace.unknown) for name in behind]
    decided = decision(ended, trace.steps[-1] if trace.steps else None)
    return [Outcome(name, "dropped", source, None, decided, trace.steps, decided.reason) for name in behind]


def _names(found: Sequence[Destination]) -> list[str]:
    """The names of destinations; of a way that leads to none, one without a name."""
    return list(dict.fromkeys(one.name for one in found)) or [""]


def _name(world: World, way: Way, component: int) -> str:
    collector = way.source.collector
    return next(
        (d.name for d in world.destinations if d.collector == collector and d.component.id == component),
        way.source.name,
    )


def _nothing_gives_it(question: Question) -> Outcome:
    """The outcome where no source is there that could give the datum."""
    labels = getattr(question.datum, "labels", {})
    section = read_path(origin_of(labels.get("__name__", "")))
    by = (Contribution("unit", (*section, "enabled")),) if section else ()
    reason = "nothing gathers it" + ("" if section else ": no source of this configuration could give it")
    return Outcome(question.to, "dropped", reason=reason, missing=section, missing_by=by)
