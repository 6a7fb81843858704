"""Stages of `loki.process` that can never drop a line, since a stage before them dropped all that they would.

A walk along the stages keeps what lines may still be there, as languages, until a stage writes the line anew: a claim
is about every line. Only stages that the user's values had a part in are told of.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..algebra import Language, language, word
from ..languages.fault import LanguageFault, NotModelled
from ..report.codes import Code
from ..report.diagnostics import Diagnostic
from ..simulate.evaluate import arguments
from ..simulate.trace import Unknown
from ..syntax.ast import Block, Body
from .dead_rule import at, by_user
from .finding import Case, Finding

WRITES_LINE = frozenset(
    f"stage.{name}"
    for name in ("cri", "docker", "output", "replace", "pack", "multiline", "luhn", "truncate", "decolorize")
)
"""Stages behind which a line may be another (grafana/alloy internal/component/loki/process/stages)."""
_CONDITIONS = ("value", "older_than", "longer_than")


def check(case: Case) -> Iterator[Finding]:
    """Every drop that drops nothing, and every one that leaves nothing, once."""
    told: set[Diagnostic] = set()
    for configuration in case.built.configurations:
        for component in configuration.graph.components:
            found = dead(component.body) if component.kind == "loki.process" else ()
            for stage, code in found:
                by = by_user(stage)
                diagnostic = at(_diagnostic(stage, code), by) if by else None
                if diagnostic is not None and diagnostic not in told:
                    told.add(diagnostic)
                    yield Finding(diagnostic)


def dead(stages: Body) -> Iterator[tuple[Block, Code]]:
    """The stages of a list that drop no line, or leave none."""
    yield from _in(stages, [])


def _in(stages: Body, dropped: list[Language]) -> Iterator[tuple[Block, Code]]:
    """`dropped` is what no line matches before them, and then after them."""
    for stage in stages:
        if not isinstance(stage, Block):
            continue
        if stage.name == "stage.match":
            yield from _in(stage.body, list(dropped))
            if any(isinstance(one, Block) and one.name in WRITES_LINE for one in stage.body):
                dropped.clear()
        elif stage.name in WRITES_LINE:
            dropped.clear()
        elif stage.name == "stage.drop":
            yield from _drop(stage, dropped)


def _drop(stage: Block, dropped: list[Language]) -> Iterator[tuple[Block, Code]]:
    try:
        given = {name: value for name, value in arguments(stage.body).items() if value not in (None, "")}
        if "expression" not in given or "source" in given:
            return
        pattern = language(f"(?s:.*)(?:{given['expression']})(?s:.*)")
        never = word([pattern], dropped) is None
        if never:
            yield stage, "dead-rule"
        if never or any(name in given for name in _CONDITIONS):
            return
        if word([language("(?s:.*)")], [*dropped, pattern]) is None:
            yield stage, "nothing-kept"
        dropped.append(pattern)
    except (Unknown, LanguageFault, NotModelled):
        return


def _diagnostic(stage: Block, code: Code) -> Diagnostic:
    expression = arguments(stage.body)["expression"]
    if code == "dead-rule":
        message = f"this `drop` never matches: a stage before it drops every line that `{expression}` would"
        return Diagnostic(code, message, (), "take it away", "warning")
    message = f"no line comes past this `drop`: `{expression}` matches all that are left"
    return Diagnostic(code, message, (), "narrow the expression, or take the stage away", "warning")
