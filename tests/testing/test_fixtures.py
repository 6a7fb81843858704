"""Every test file of `fixtures/tests` passes, and says the same in Alloy's format."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.testing.emit_pipelinetest import emitted
from alloyc.testing.read import files_of, read_tests
from alloyc.testing.run import Result, Runner
from alloyc.testing.subject import SUFFIX

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "tests"
FILES = files_of((str(FOLDER),))


def results(path: str) -> list[Result]:
    return list(Runner(read_tests(path, {})).run())


def test_there_are_ten() -> None:
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).name.removesuffix(SUFFIX))
def test_a_file_passes(path: str) -> None:
    assert [(one.case.name, one.status) for one in results(path) if one.status != "passed"] == []


@pytest.mark.parametrize("name", ["tenants", "routing", "migration", "events"])
def test_what_is_emitted_for_alloy_passes_too(name: str, tmp_path: Path) -> None:
    documents = emitted(results(str(FOLDER / f"{name}{SUFFIX}"))).split("---\n")
    for index, document in enumerate(documents):
        (tmp_path / f"{index}.yaml").write_text(document)
    found = [one.status for index in range(len(documents)) for one in results(str(tmp_path / f"{index}.yaml"))]
    assert found == ["passed"] * len(documents)
    assert len(documents) > 0


SATELLITES = FOLDER.parent / "values" / "otlp--satellites.yaml"


def test_a_way_goes_on_in_the_collectors_that_a_destination_brings(tmp_path: Path) -> None:
    given = "{spans: [{name: a}], facts: {k8sattributes: {}, resourcedetection: {}}}"
    test = f"{{name: sampled, given: {given}, expect: [{{to: traces_main, none: true}}]}}"
    (tmp_path / "a.alloytest.yaml").write_text(f"values: {SATELLITES}\ntests: [{test}]")
    [result] = results(str(tmp_path / "a.alloytest.yaml"))
    ends = {trace.ended.kind for outcome in result.outcomes for trace in outcome.traces if trace.ended}
    assert "otelcol.exporter.loadbalancing" not in ends
    assert {"otelcol.processor.tail_sampling", "otelcol.connector.servicegraph"} <= ends
