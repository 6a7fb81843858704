"""Alloy's own format of tests of log pipelines, read and written.

Source: grafana/alloy internal/pipelinetest/schema.go and prelude.go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..graph.component import Component, Graph, refs
from ..graph.read import read_graph
from ..report.diagnostics import Diagnostic, refuse
from ..simulate.data import Line
from ..simulate.places import destinations, sources
from ..syntax.ast import Attribute, Block, Name
from ..values.load import Values
from ..values.options import Options, read
from ..values.placed import bare_tree
from .feed import Outcome
from .model import Case, Expectation, Given, Log, TestFile
from .read import Subject, Tests
from .run import Result

_ZERO = "0001-01-01T00:00:00Z"
_INPUT = "pipelinetest_input_"


class Entry(Options):
    labels: dict[str, str] = {}
    line: str = ""
    timestamp: str = ""
    structured_metadata: dict[str, str] = Field(default={}, alias="structured_metadata")


class Input(Options):
    components: list[str] = []
    entries: list[Entry] = []


class Inputs(Options):
    loki: list[Input] = []


class MapMatch(Options):
    mode: Literal["", "exact", "partial"] = ""
    values: dict[str, str] = {}


class Match(Options):
    line: str = ""
    timestamp: str = ""
    labels: MapMatch = MapMatch()
    structured_metadata: MapMatch = Field(default=MapMatch(), alias="structured_metadata")


class Assertion(Options):
    type: Literal["count", "contains"]
    count: int | None = None
    match: Match = Match()


class Assertions(Options):
    loki: list[Assertion] = []


class PipelineTest(Options):
    """One test of Alloy's: a configuration, lines for its receivers, and what the sink must get."""

    config: str | dict[str, str]
    inputs: Inputs = Inputs()
    assert_: Assertions = Field(default=Assertions(), alias="assert")


def read_pipelinetest(path: str, places: Values) -> Tests:
    """A test in Alloy's format, as one of ours. Raises Refused."""
    found, faults = read(PipelineTest, places.data, ())
    faults += _faults(found) if found is not None else []
    refuse(places.place(faults))
    found = PipelineTest.model_validate(bare_tree(places.data))
    graph = read_graph(_text(found, Path(path)), path, _importer(Path(path)))
    subject = Subject((graph,), sources(graph), destinations(graph))
    logs = [log for index, given in enumerate(found.inputs.loki) for log in _logs(given, index)]
    expected = [_expectation(one) for one in found.assert_.loki]
    case = Case(name=Path(path).parent.name or path, given=Given(logs=logs), expect=expected)
    return Tests(path, TestFile(tests=[case]), subject, places, ("assert", "loki"))


def _faults(found: PipelineTest) -> list[Diagnostic]:
    if isinstance(found.config, dict) and set(found.config) != {"path"}:
        return [Diagnostic("missing-key", "`config` is text, or a map with a `path`", ("config",), "write `path:`")]
    return []


def _text(found: PipelineTest, path: Path) -> str:
    """The configuration, with the inputs and the sink that Alloy adds."""
    text = found.config
    if isinstance(text, dict):
        text = _importer(path)(text["path"]) or ""
    text = text.replace("pipelinetest.loki.url", '"http://pipelinetest.invalid"')
    text = text.replace("pipelinetest.loki.receiver", "loki.write.pipelinetest_sink.receiver")
    sink = 'loki.write "pipelinetest_sink" {\n  endpoint {\n    url = "http://pipelinetest.invalid"\n  }\n}\n'
    inputs = "".join(
        f'loki.process "{_INPUT}{index}" {{\n  forward_to = [{", ".join(given.components)}]\n}}\n'
        for index, given in enumerate(found.inputs.loki)
    )
    return f"{inputs}{text}\n{sink}"


def _importer(path: Path) -> Any:
    """Reads what a configuration imports: its paths begin at the folder that Alloy's tests run in."""

    def find(name: str) -> str | None:
        for folder in (path.parent, *list(path.absolute().parents)[1:4]):
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        return None

    return find


def _logs(given: Input, index: int) -> Iterator[Log]:
    """The entries; those that follow each other in one log belong together."""
    for _, entries in groupby(given.entries, lambda e: (e.labels, e.timestamp, e.structured_metadata)):
        same = list(entries)
        yield Log(
            at=f"loki.process.{_INPUT}{index}",
            lines=[entry.line for entry in same],
            labels=same[0].labels,
            metadata=same[0].structured_metadata,
            time=same[0].timestamp or _ZERO,
        )


def _expectation(assertion: Assertion) -> Expectation:
    match = assertion.match
    return Expectation(
        to="any",
        logs=assertion.count if assertion.type == "count" else None,
        line=match.line or None,
        time=match.timestamp or None,
        labels=match.labels.values,
        exact=bool(match.labels.values) and match.labels.mode != "partial",
        metadata=match.structured_metadata.values,
        exact_metadata=bool(match.structured_metadata.values) and match.structured_metadata.mode != "partial",
    )


def emitted(results: Sequence[Result]) -> str:
    """The tests that are about lines, in Alloy's format, a document each: the lines as their source gives them, and
    all that arrives. Alloy's sink cannot tell destinations from each other. What is unknown is left out."""
    import yaml

    texts = []
    for result in results:
        document = _document(result)
        if document is not None:
            dumped = yaml.safe_dump(bare_tree(document), sort_keys=False, allow_unicode=True, width=1000)
            texts.append(f"# {result.case.name}\n{dumped}")
    return "---\n".join(texts)


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
