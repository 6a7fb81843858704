"""The way of a datum, for people: each hop, what changed, what decided, and its line in the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph.contributions import contributions
from ..report.contribution import Contribution
from ..report.diagnostics import dotted
from ..simulate.data import Datum, Line, Otlp, Profile, Series, Target
from ..simulate.trace import Step, Trace
from ..syntax.ast import Attribute, Literal, Statement
from .feed import Outcome
from .otlp import differences
from .subject import Subject


def explained(outcomes: tuple[Outcome, ...], subject: Subject) -> Iterator[str]:
    """The ways of all data, a line a hop."""
    for outcome in outcomes:
        yield f"{shown(outcome.datum)}"
        yield f"  given to {outcome.source.name} ({outcome.source.component.name} of {outcome.source.collector})"
        if not outcome.traces:
            yield "  -> not gathered: nothing of what is given leads this source to it"
        for trace in outcome.traces:
            yield from (f"  {line}" for line in _trace(trace, subject))


def _trace(trace: Trace, subject: Subject) -> Iterator[str]:
    for step in trace.steps:
        yield from _step(step, subject)
    ended = trace.ended.name if trace.ended is not None else "nowhere"
    if trace.unknown:
        yield f"-> unknown at {ended}: {trace.unknown}"
    for component, datum in trace.arrived:
        yield f"-> arrived at {component.name} as {shown(datum)}"
    if not trace.arrived and not trace.unknown:
        yield f"-> dropped by {ended}"


def _step(step: Step, subject: Subject) -> Iterator[str]:
    where = step.component.name if step.component is not None else "?"
    what = f", {_statement(step.statement)}" if step.statement is not None else ""
    by = _place(step, subject)
    if not step.after:
        yield f"{where}{what}: drops it{f' ({step.reason})' if step.reason else ''}{by}"
        return
    for after in step.after:
        changes = ", ".join(_changes(step.before, after))
        if changes:
            yield f"{where}{what}: {changes}{by}"


def _statement(statement: Statement) -> str:
    """A rule by its name; of a list of statements, the one that did it."""
    match statement:
        case Attribute(_, Literal(value)):
            return str(value)
    return statement.name


def _place(step: Step, subject: Subject) -> str:
    """Where the values have what decided: the user's own value before a default, a preset last."""
    if step.statement is not None:
        found = contributions(step.statement)
    elif step.component is not None:
        found = step.component.by or (Contribution("unit", step.component.origin.path),)
    else:
        return ""
    best = min(found, key=lambda by: ("value", "unit", "preset").index(by.kind), default=None)
    if best is None:
        return ""
    if best.kind == "preset":
        return f"  <- preset {best.file}"
    span = None
    if subject.values is not None and best.path:
        at = best.at
        span = subject.values.locate_within(best.path, *at) if at else subject.values.locate(best.path)
    name = dotted(best.path)
    return f"  <- {f'{name} ' if name else ''}({span})" if span is not None else f"  <- {name}" if name else ""


def shown(datum: Datum) -> str:
    """A datum on a line."""
    match datum:
        case Series(labels):
            rest = {name: value for name, value in labels.items() if name != "__name__"}
            return f"{labels.get('__name__', '')}{_labels(rest)}"
        case Line(labels, text):
            tenant = f" as {datum.tenant}" if datum.tenant else ""
            return f"{_labels(labels)} {text!r}{tenant}"
        case Target(labels) | Profile(labels):
            return _labels(labels)
        case Otlp(signal):
            return f"OTLP {signal}"


def _labels(labels: Mapping[str, str]) -> str:
    return "{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"


def _changes(before: Datum, after: Datum) -> Iterator[str]:
    if isinstance(before, Otlp) and isinstance(after, Otlp):
        yield from differences(before, after)
        return
    if isinstance(before, Otlp) or isinstance(after, Otlp):
        yield f"becomes {shown(after)}"
        return
    had, has = before.labels, after.labels
    yield from (f'{name}="{has[name]}"' for name in sorted(has) if had.get(name) != has[name])
    yield from (f"without {name}" for name in sorted(had) if name not in has)
    if isinstance(before, Line) and isinstance(after, Line):
        if before.line != after.line:
            yield f"line {after.line!r}"
        yield from (f'metadata {n}="{v}"' for n, v in sorted(after.metadata.items()) if before.metadata.get(n) != v)
        if before.timestamp != after.timestamp:
            yield "another time"
