"""Tests of lines in Alloy's own format, as `pipelinetest` reads it.

Source: grafana/alloy internal/pipelinetest/schema.go and prelude.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ..graph.component import Component, Graph, refs
from ..simulate.data import Line
from ..syntax.ast import Attribute, Block, Name
from ..values.placed import bare_tree
from .feed import Outcome
from .run import Result


def emitted(results: Sequence[Result]) -> str:
    """The tests that are about lines, in Alloy's format, a document each."""
    return "---\n".join(text for _, text in documents(results))


def write_emitted(results: Sequence[Result], folder: Path) -> None:
    """Writes them as Alloy's own tests lie: a folder each, with a `test.yaml`. Raises OSError."""
    for name, text in documents(results):
        file = folder / re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") / "test.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def documents(results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    """The tests that are about lines, by name: the lines as their source gives them, and all that arrives. Alloy's
    sink cannot tell destinations from each other. What is unknown is left out."""
    import yaml

    for result in results:
        document = _document(result)
        if document is not None:
            dumped = yaml.safe_dump(bare_tree(document), sort_keys=False, allow_unicode=True, width=1000)
            yield result.case.name, f"# {result.case.name}\n{dumped}"


def _document(result: Result) -> dict[str, Any] | None:
    found = [one for one in result.outcomes if isinstance(one.datum, Line) and one.traces]
    collectors = {one.source.collector for one in found}
    if (
        len(collectors) != 1
        or not any(map(_given, found))
        or any(trace.unknown for one in found for trace in one.traces)
    ):
        return None
    [graph] = [graph for graph in result.tests.subject.graphs if graph.collector in collectors]
    arrived = [line for one in found for t in one.traces for _, line in t.arrived if isinstance(line, Line)]
    count: dict[str, Any] = {"type": "count", "count": len(arrived)}
    return {
        "config": _configuration(graph, found),
        "inputs": {"loki": [_input(graph, one) for one in found if _given(one) is not None]},
        "assert": {"loki": [count, *({"type": "contains", "match": _match(line)} for line in arrived)]},
    }


def _given(outcome: Outcome) -> Line | None:
    """A line as it leaves its source."""
    for trace in outcome.traces:
        for step in trace.steps:
            if step.component is outcome.source.component and step.after and isinstance(step.after[0], Line):
                return step.after[0]
    return None


def _input(graph: Graph, outcome: Outcome) -> dict[str, Any]:
    line, known = _given(outcome), graph.by_id()
    assert line is not None
    receivers = [ref for _, ref in refs(outcome.source.component) if "receiver" in ref.export]
    to = [f"{known[ref.component].name}.{ref.export}" for ref in receivers]
    return {"components": to, "entries": [_entry(line)]}


def _entry(line: Line) -> dict[str, Any]:
    entry: dict[str, Any] = {"labels": dict(sorted(line.labels.items())), "line": line.line,
                             "timestamp": _stamp(line.timestamp)}  # fmt: skip
    return {**entry, "structured_metadata": dict(sorted(line.metadata.items()))} if line.metadata else entry


def _match(line: Line) -> dict[str, Any]:
    match: dict[str, Any] = {"labels": {"values": dict(sorted(line.labels.items()))}, "line": line.line}
    if line.metadata:
        match["structured_metadata"] = {"values": dict(sorted(line.metadata.items()))}
    return match


def _stamp(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") + (f".{rest:09}" if rest else "") + "Z"


def _configuration(graph: Graph, outcomes: Sequence[Outcome]) -> str:
    """What the lines go through, to Alloy's sink."""
    from ..proof.round_trip import print_graph

    known = graph.by_id()
    waiting = [ref.component for one in outcomes for _, ref in refs(one.source.component) if "receiver" in ref.export]
    kept: set[int] = set()
    while waiting:
        identity = waiting.pop()
        if identity not in kept:
            kept.add(identity)
            waiting += [ref.component for _, ref in refs(_with_sink(known[identity]))]
    return print_graph(graph.with_components(tuple(_with_sink(c) for c in graph.components if c.id in kept)))


def _with_sink(component: Component) -> Component:
    """A sink that sends to Alloy's; another component as it is."""
    if component.kind != "loki.write":
        return component
    url = Attribute("url", Name(("pipelinetest", "loki", "url")))
    return component.with_body(
        tuple(replace(s, body=(url,)) if isinstance(s, Block) and s.name == "endpoint" else s for s in component.body)
    )
