"""Alloy's own format of tests of log pipelines, read.

Source: grafana/alloy internal/pipelinetest/schema.go and prelude.go.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..graph.read import read_graph
from ..report.diagnostics import Diagnostic, refuse
from ..simulate.places import destinations, sources
from ..values.load import Values
from ..values.options import Options, read
from ..values.placed import bare_tree
from .model import Case, Expectation, Given, Log, TestFile
from .subject import Subject, Tests

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
