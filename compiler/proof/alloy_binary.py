"""A second opinion: what the user's own Alloy says of a configuration, with `alloy validate`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..graph.component import Graph
from ..graph.resolve import to_body
from ..planning.collectors import Collector
from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Span
from ..syntax.ast import Block, Body, Statement
from ..syntax.parser import parse
from ..typecheck.fault import Fault
from .acceptance import placed

CODE: Code = "alloy-disagrees"
LIMIT = 120
"""Seconds that Alloy may take."""


class Message(NamedTuple):
    """What Alloy says, and where in the text."""

    line: int
    column: int
    text: str


class NoOpinion(Exception):
    """Alloy could not be asked, and why."""


def validate(alloy: str, text: str, stability: str) -> list[Message]:
    """What Alloy has against a configuration. Raises NoOpinion where it cannot be asked."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "config.alloy")
        file.write_text(text, encoding="utf-8")
        flags = [f"--stability.level={stability}", "--feature.community-components.enabled"]
        try:
            run = subprocess.run(
                [alloy, "validate", *flags, str(file)], capture_output=True, text=True, timeout=LIMIT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoOpinion(f"`{alloy}` cannot be run: {error}") from None
    said = re.sub(r"\x1b\[[0-9;]*m", "", run.stderr + run.stdout)
    if run.returncode and "unknown command" in said:
        raise NoOpinion(f"`{alloy}` has no `validate`")
    return messages(said) if run.returncode else []


def messages(said: str) -> list[Message]:
    """The messages in what Alloy printed; all of it is one of the first line if none has a place."""
    found = re.findall(r"^(?:Error: )?[^\s:]*config\.alloy:(\d+):(\d+): (.*)$", said, re.MULTILINE)
    if found:
        return [Message(int(line), int(column), text) for line, column, text in found]
    return [Message(1, 1, said.strip() or "it gives no reason")]


def disagreements(said: Sequence[Message], ours: Sequence[Diagnostic], source: str) -> list[Diagnostic]:
    """Where Alloy and we are not of one opinion about a file. What both refuse at a line is said once."""
    errors = [fault for fault in ours if fault.severity == "error"]
    lines = {fault.span.line for fault in errors if fault.span is not None}
    if errors and not said:
        message = "alloyc refuses this file, and `alloy validate` does not"
        help = "it looks at less: what Alloy finds when it loads a component it does not find"
        return [Diagnostic(CODE, message, (), help, "warning", Span(source, 1, 1))]
    return [
        Diagnostic(CODE, f"Alloy refuses this: {each.text}", (), HELP, "error", Span(source, each.line, each.column))
        for each in said
        if each.line not in lines
    ]


HELP = "alloyc finds nothing wrong here; if Alloy is right, tell us"


def disagreements_of_build(said: Sequence[Message], text: str, graph: Graph, collector: Collector) -> list[Diagnostic]:
    """What Alloy has against the text that a build printed, each message with its path in the values."""
    body, printed = to_body(graph), parse(text).body
    faults = [
        Fault(CODE, f"Alloy refuses what this becomes: {each.text}", at_line(printed, body, each.line), HELP)
        for each in said
    ]
    return placed(faults, graph, body, collector)


def at_line(printed: Body, body: Body, line: int) -> Statement | None:
    """The innermost statement of a body that was printed on a line; `printed` is the same body as it was read back."""
    for read, statement in zip(printed, body, strict=True):
        if read.at is not None and read.at.line <= line <= read.at.end_line:
            inner = None
            if isinstance(read, Block) and isinstance(statement, Block):
                inner = at_line(read.body, statement.body, line)
            return inner or statement
    return None
