"""An answer as data: the JSON of `--json`, and a test of `alloyc test`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..report.contribution import Contribution
from ..report.diagnostics import dotted
from ..simulate.data import Datum, Line, Otlp, Profile, Series, Target
from ..simulate.trace import Step
from ..syntax.ast import Block, Statement
from ..values.placed import bare_tree
from .otlp import flat
from .outcome import Answer, Edit, Outcome
from .places import file_and_line
from .world import World


def record(answer: Answer) -> dict[str, Any]:
    """The answer as docs/why.md describes it."""
    return {
        "datum": datum_record(answer.question.datum),
        "outcome": answer.verdict,
        "destinations": [_outcome(answer.world, outcome) for outcome in answer.outcomes],
        "edits": [edit_record(edit) for edit in answer.edits],
        "notes": list(answer.notes),
    }


def _outcome(world: World, outcome: Outcome) -> dict[str, Any]:
    arrived = outcome.datum
    return {
        "name": outcome.name,
        "outcome": outcome.verdict,
        "source": outcome.source.name if outcome.source else None,
        "labels": dict(sorted(_labels(arrived).items())) if arrived is not None else None,
        "tenant": getattr(arrived, "tenant", None),
        "decided_by": _decision(world, outcome),
        "steps": [_step(step) for step in outcome.steps],
        "reason": outcome.reason,
    }


def _decision(world: World, outcome: Outcome) -> dict[str, Any] | None:
    decided = outcome.decision
    if decided is None:
        by = outcome.missing_by
        return {"component": None, "statement": None, "contributions": contribution_records(world, by)} if by else None
    return {
        "component": decided.component.name,
        "statement": printed(decided.statement) or None,
        "value": decided.value,
        "matched": decided.matched,
        "contributions": contribution_records(world, decided.by),
    }


def contribution_records(world: World, found: tuple[Contribution, ...]) -> list[dict[str, Any]]:
    records = []
    for by in found:
        file, line = file_and_line(world, by)
        records.append({"kind": by.kind, "path": dotted(by.path), "file": file, "line": line})
    return records


def _step(step: Step) -> dict[str, Any]:
    return {
        "component": step.component.name if step.component else None,
        "statement": step.statement.name if step.statement else None,
        "before": datum_record(step.before),
        "after": [datum_record(datum) for datum in step.after],
        "reason": step.reason,
    }


def datum_record(datum: Datum) -> dict[str, Any]:
    match datum:
        case Line():
            held: dict[str, Any] = {"line": datum.line, "labels": dict(sorted(datum.labels.items()))}
            return held | ({"metadata": dict(sorted(datum.metadata.items()))} if datum.metadata else {})
        case Otlp():
            return {"signal": datum.signal, "data": datum.data}
    return {"labels": dict(sorted(datum.labels.items()))}


def edit_record(edit: Edit) -> dict[str, Any]:
    """An edit; one of several changes has those after the first in `with`."""
    first, *others = edit.changes
    more = [{"path": dotted(change.path), "value": change.value} for change in others]
    told = {"path": dotted(first.path), "value": first.value, "verified": edit.verified, "also": list(edit.also)}
    return told | ({"with": more} if more else {})


def _labels(datum: Datum) -> Mapping[str, str]:
    return datum.labels if isinstance(datum, Series | Line | Profile | Target) else {}


def printed(statement: Statement | None) -> str:
    """A rule or stage as Alloy text."""
    if statement is None:
        return ""
    from ..syntax.printer import print_body

    bare = statement if not isinstance(statement, Block) else Block(statement.name, statement.label, statement.body)
    return print_body((bare,)).rstrip("\n")


def test_of(answer: Answer, values: list[str]) -> dict[str, Any]:
    """The question and its answer as a file of `alloyc test`."""
    datum, outcome = answer.question.datum, answer.outcomes[0]
    at = answer.question.at or (outcome.source.name if outcome.source else "")
    given: dict[str, Any] = {"at": at} if at else {}
    if isinstance(datum, Series):
        given["metrics"] = f"{series_text(datum)} 1"
    elif isinstance(datum, Line) and answer.question.objects:
        given["objects"] = [dict(found) for found in answer.question.objects]
        namespace, name = datum.labels.get("namespace", "default"), datum.labels.get("pod", "pod")
        given["logs"] = [{"pod": f"{namespace}/{name}", "line": datum.line}]
    elif isinstance(datum, Line):
        given["logs"] = [{"line": datum.line, "labels": dict(datum.labels)}]
    told = [one for one in answer.outcomes if one.verdict != "unknown" and one.name]
    expected = [{"to": one.name, **_expected(datum, one.datum)} for one in told]
    name = f"{question_text(answer)} {'arrives' if answer.verdict == 'arrives' else 'does not arrive'}"
    made: dict[str, Any] = bare_tree({"name": name, "given": given, "expect": expected})
    return {"values": values, "tests": [made]}


def _expected(asked: Datum, arrived: Datum | None) -> dict[str, Any]:
    """What a test expects at a destination: of the labels that were asked about, those that arrive."""
    if arrived is None:
        return {"none": True}
    labels = {name: value for name, value in _labels(arrived).items() if _labels(asked).get(name) == value}
    return {"series": series_text(Series(labels))} if isinstance(asked, Series) else {"labels": labels}


def series_text(series: Series) -> str:
    import json

    inner = ", ".join(
        f"{n}={json.dumps(v, ensure_ascii=False)}" for n, v in sorted(series.labels.items()) if n != "__name__"
    )
    return series.labels.get("__name__", "") + (f"{{{inner}}}" if inner else "")


def question_text(answer: Answer) -> str:
    """The datum in a line."""
    match answer.question.datum:
        case Series() as series:
            return series_text(series)
        case Line(line=line):
            return f"the line `{line}`"
        case Otlp(signal=signal) as datum:
            fields = flat(datum)
            said = next((fields[field] for field in ("name", "body") if field in fields), "")
            return f"the {signal.removesuffix('s')} `{said}`" if said else f"the {signal}"
        case Target() as target if answer.question.objects:
            return f"the pod {target.labels.get('namespace', '')}/{target.labels.get('pod', '')}"
        case Target() as target:
            return f"the target {target.labels.get('__address__', '')}".rstrip()
    return "the profile"
