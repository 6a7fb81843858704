"""An answer as text, a screen long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..report.contribution import Contribution
from ..report.diagnostics import dotted
from ..report.redact import redacted
from ..report.render import visible
from ..simulate.data import Line, Otlp
from ..simulate.trace import Step
from .decide import Decision, labels_of
from .outcome import Answer, Edit, Outcome
from .places import file_and_line, span
from .record import printed, question_text
from .world import World

LONGEST = 90
"""Characters of a line of Alloy; a list of metrics may have thousands."""
SHOWN = 6
"""Contributions, metrics and edits that are listed of many."""


def text(answer: Answer, verbose: bool = False) -> str:
    """The answer for a terminal. With `verbose`, every step with all that is in it."""
    lines = [visible(question_text(answer))]
    for outcome in answer.outcomes:
        lines += ["", *_outcome(answer.world, outcome, verbose)]
    lines += ["", *answer.notes] if answer.notes else []
    lines += _edits(answer)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _outcome(world: World, outcome: Outcome, verbose: bool) -> Iterator[str]:
    to = f"{outcome.name}: " if outcome.name else ""
    of = f" (from {outcome.source.name})" if outcome.source else ""
    match outcome.verdict:
        case "arrives":
            yield f"{to}arrives{of}"
            yield from _arrived(outcome)
        case "unknown":
            yield f"{to}unknown{of}, because {outcome.reason}"
        case "dropped" if outcome.decision is None:
            yield f"{to}dropped: {outcome.reason}"
            yield from (f"  decided by `{dotted(by.path)}`, which is not on" for by in outcome.missing_by)
        case "dropped":
            yield f"{to}dropped{of}"
    yield from (f"  {line}" for step in outcome.steps for line in _step(step, verbose))
    if outcome.decision is not None:
        yield from _decision(world, outcome.decision)


def _arrived(outcome: Outcome) -> Iterator[str]:
    datum = outcome.datum
    if datum is None:
        return
    yield f"  {'record' if isinstance(datum, Otlp) else 'labels'}  {_set(labels_of(datum))}"
    if isinstance(datum, Line):
        yield f"  line    {visible(datum.line)}"
        if datum.metadata:
            yield f"  metadata {_set(datum.metadata)}"
    tenant = getattr(datum, "tenant", "")
    if tenant is None:
        yield "  tenant  is in a secret"
    elif tenant:
        yield f"  tenant  {visible(tenant)}"


def _set(labels: Mapping[str, str]) -> str:
    return visible("{" + ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}")


def _step(step: Step, verbose: bool) -> Iterator[str]:
    name = step.component.name if step.component else "a monitor"
    what = f"{name}, {step.statement.name}" if step.statement else name
    if not step.after:
        return
    if verbose:
        yield f"{what}: {_set(labels_of(step.before))} -> {', '.join(_set(labels_of(one)) for one in step.after)}"
        return
    for after in step.after:
        changes = list(_changes(labels_of(step.before), labels_of(after)))
        if isinstance(step.before, Line) and isinstance(after, Line) and step.before.line != after.line:
            changes.append(f"line: {visible(after.line)}")
        if changes:
            yield f"{what}: {', '.join(changes)}"


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    public = sorted(name for name in {*before, *after} if not name.startswith("__meta_"))
    for name in public:
        if name not in after:
            yield f"-{name}"
        elif before.get(name) != after[name]:
            yield visible(f'+{name}="{after[name]}"')


def _decision(world: World, decided: Decision) -> Iterator[str]:
    yield f"  decided by {decided.component.name}" + (f": {decided.reason}" if decided.reason else "")
    for line in printed(decided.statement).splitlines():
        cut = line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
        yield f"    {visible(cut)}"
    if decided.matched and decided.value:
        yield f"  `{visible(decided.matched)}` matches `{visible(decided.value)}`"
    elif decided.action == "keep":
        yield f"  nothing in it matches `{visible(decided.value)}`"
    yield from _written(world, decided.by)


def _written(world: World, by: Sequence[Contribution]) -> Iterator[str]:
    presets = [one for one in by if one.kind == "preset"]
    others = [one for one in by if one.kind != "preset"]
    for one in others[:SHOWN]:
        yield from _written_by(world, one)
    if len(others) > SHOWN:
        yield f"  and {len(others) - SHOWN} more values"
    for file in dict.fromkeys(one.file for one in presets):
        entries = [one for one in presets if one.file == file]
        line = f":{file_and_line(world, entries[0])[1]}" if len(entries) == 1 else f", {len(entries)} entries"
        yield f"  from presets/{file}{line}"


def _written_by(world: World, by: Contribution) -> Iterator[str]:
    if by.kind == "unit":
        option = f"the default of `{dotted(by.path)}`" if len(by.path) > 1 else f"`{dotted(by.path)}` itself"
        yield f"  from {option}"
        return
    found = span(world, by)
    yield f"  from `{dotted(by.path)}`" + (f" --> {found}" if found else "")
    source = world.values.sources.get(found.file, "").split("\n") if found and world.values else []
    if found and 0 < found.line <= len(source) and len(source[found.line - 1]) < 200:
        shown, hidden = redacted(source, found.line - 1, by.path)
        start = min(found.column - 1, hidden, len(shown))
        number, length = str(found.line), max(1, min(found.length, len(shown) - start))
        yield f"    {number} | {visible(shown)}"
        yield f"    {' ' * len(number)} | {' ' * len(visible(shown[:start]))}{'^' * length}"


def _edits(answer: Answer) -> Iterator[str]:
    for edit in answer.edits[:SHOWN]:
        yield ""
        yield "to change it, set" if edit is answer.edits[0] else "or"
        yield from _edit(edit)


def _edit(edit: Edit) -> Iterator[str]:
    for change in edit.changes:
        yield f"  {dotted(change.path)}: {visible(_value(change.value))}"
    if edit.also:
        some = ", ".join(edit.also[:SHOWN])
        yield f"  also {len(edit.also)} of the presets' metrics: {some}" + (", ..." if len(edit.also) > SHOWN else "")


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items()) + "}"
    return str(value).lower() if isinstance(value, bool) else '""' if value == "" else str(value)
