"""Lines of `alloyc simulate --jsonl`: stages and entries in, what comes out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...languages.gostrings import valid
from ...languages.gotime import format_rfc3339
from ...languages.gotime_layout import NAMED_LAYOUTS, layout
from ...syntax.parser import parse_body
from ..data import Line
from ..trace import Unknown
from .arguments import StageFault
from .entry import Run
from .pipeline import Stages, compile_stages, run_once


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """`{"entries": [...]}`, `{"error": true}` where Alloy builds no such pipeline, or `{"unknown": WHY}`.

    A case has "stages" (Alloy text), "entries" (labels, line, ts, sm) and perhaps "now". Raises Refused for a text that
    is no Alloy, EvaluationFault for a time that is none.
    """
    this = Run(_nanoseconds(case["now"]) if case.get("now") else None)
    try:
        lines = run_once(_compiled(case["stages"]), [_line(entry) for entry in case["entries"]], this)
    except StageFault:
        return {"error": True}
    except Unknown as reason:
        return {"unknown": str(reason)}
    if this.unordered and len(lines) > 1:
        return {"unknown": this.unordered}
    return {"entries": [_entry(line) for line in lines]}


@lru_cache(maxsize=256)
def _compiled(text: str) -> Stages:
    return compile_stages(parse_body(text, positions=False))


def _line(entry: dict[str, Any]) -> Line:
    time = entry.get("ts")
    return Line(entry["labels"], entry["line"], _nanoseconds(time) if time else 0, entry.get("sm") or {})


def _nanoseconds(time: str) -> int:
    return layout(NAMED_LAYOUTS["RFC3339Nano"]).parse(time).nanoseconds


def _entry(line: Line) -> dict[str, Any]:
    made = {"labels": _texts(line.labels), "line": valid(line.line), "ts": format_rfc3339(line.timestamp)}
    return made | ({"sm": _texts(line.metadata)} if line.metadata else {})


def _texts(texts: Any) -> dict[str, str]:
    return {name: valid(text) for name, text in sorted(texts.items())}
