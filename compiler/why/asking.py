"""A question, asked of a world: for each destination, whether the datum arrives, and what decides."""

from __future__ import annotations

from collections.abc import Sequence

from ..report.contribution import Contribution
from ..simulate.data import Target
from ..simulate.places import Destination, origin_of, read_path, suggestion
from .decide import decision
from .fault import refused
from .outcome import RANK, Answer, Outcome
from .question import Question
from .ways import Way, ways
from .world import World


def asked(world: World, question: Question) -> Answer:
    """What becomes of the datum, without edits. Raises Refused for a source or destination that there is not."""
    if question.to and question.to not in {d.name for d in world.destinations}:
        raise refused(f"there is no destination `{question.to}`", suggestion(question.to, world.destinations))
    found_ways = ways(world, question)
    every = [outcome for way in found_ways for outcome in _outcomes(world, way)]
    every = [outcome for outcome in every if question.to in ("", outcome.name)] or [_nothing_gives_it(question)]
    best: dict[str, Outcome] = {}
    for outcome in sorted(every, key=lambda one: RANK.index(one.verdict)):
        best.setdefault(outcome.name, outcome)
    order = list(dict.fromkeys(outcome.name for outcome in every))
    found = Answer(world, question, tuple(best[name] for name in order), tuple(every), notes=_notes(found_ways))
    if question.every:
        from .every import for_every_series

        return for_every_series(found)
    return found


def _notes(found: Sequence[Way]) -> tuple[str, ...]:
    """What the answer takes for granted."""
    named = dict.fromkeys(name for way in found if not way.trace.unknown for name in way.assumed)
    if not named:
        return ()
    processors = " and ".join(f"`otelcol.processor.{name}`" for name in named)
    return (f"taken for granted: {processors} find nothing (--facts FILE says what they find)",)


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
