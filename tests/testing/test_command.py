"""`alloyc test` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main
from support.testing_small import alloytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "tests"
TENANTS = str(FIXTURES / "tenants.alloytest.yaml")
LINE = {"logs": [{"line": "hello", "labels": {"app": "x"}}]}
FAILS = {"to": "loki.write.end", "none": True}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["test", *arguments], catch_exceptions=False)


def test_a_part_of_the_tests_by_name() -> None:
    assert run(TENANTS, "-k", "payments").stdout == "1 passed\n"


def test_a_failure_shows_the_way_and_the_place(tmp_path: Path) -> None:
    result = alloytest(tmp_path, LINE, FAILS)
    assert "-> arrived at loki.write.end as {app=\"x\"} 'hello'" in result.stdout
    assert "error[unmet-expectation]: small: expected no data at `loki.write.end`, but 1 arrived" in result.stderr


def test_the_way_names_lines_of_the_values() -> None:
    assert "<- podLogsViaLoki.excludeNamespaces[0]" in run(TENANTS, "-v", "-k", "cluster itself").stdout


@pytest.mark.parametrize(("form", "begins"), [("github", "::error file="), ("sarif", "{"), ("json", "[")])
def test_forms_of_diagnostics(form: str, begins: str, tmp_path: Path) -> None:
    assert alloytest(tmp_path, LINE, FAILS, options=("--diagnostics", form)).stdout.startswith(begins)


def test_junit(tmp_path: Path) -> None:
    alloytest(tmp_path, LINE, FAILS, options=("--junit", str(tmp_path / "junit.xml")))
    [suite] = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), [case.get("name") for case in suite]) == ("1", "1", ["small"])


def test_unknown_keys_are_at_their_line(tmp_path: Path) -> None:
    result = alloytest(tmp_path, {**LINE, "podz": []}, FAILS, options=("--diagnostics", "json"))
    [fault] = json.loads(result.stdout)
    assert (result.exit_code, fault["code"], fault["help"]) == (2, "unknown-key", "did you mean `pods`?")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tests: []", "missing-key"),
        ("{config: a.alloy, values: b.yaml}", "missing-key"),
        ("config: nothing.alloy", "unreadable-file"),
        ("values: nothing.yaml", "unreadable-file"),
        ("{config: a.alloy, tests: [{name: a}, {name: a, snapshot: true}]}", "same-name"),
        ("tests: [", "yaml-syntax"),
        ("{inputs: {}, assert: {loki: [{type: some}]}, config: ''}", "unknown-value"),
    ],
)
def test_files_that_are_refused(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "a.alloytest.yaml"
    path.write_text(text)
    result = run(str(path), "--diagnostics", "json")
    assert (result.exit_code, code in [one["code"] for one in json.loads(result.stdout)]) == (2, True)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"pods": [{"name": "a", "label": {}}]}, "unknown-key"),
        ({"pods": [{"labels": {}}]}, "missing-key"),
        ({"pods": [{"name": "a", "containers": [5]}]}, "wrong-type"),
        ({"pods": [{"kind": "Pod"}]}, "missing-key"),
        ({"nodes": [{"name": 5}]}, "wrong-type"),
        ({"objects": [{"metadata": {"name": "a"}}]}, "missing-key"),
        ({"now": "soon"}, "invalid-value"),
        ({"logs": [{"line": "x", "time": "2026-01-01T00:00:00"}]}, "invalid-value"),
        ({"metrics": [{"text": "up 1", "pot": "a"}]}, "unknown-key"),
    ],
)
def test_what_cannot_be_given(given: dict[str, object], code: str, tmp_path: Path) -> None:
    result = alloytest(tmp_path, given, FAILS, options=("--diagnostics", "json"))
    assert (result.exit_code, code in [one["code"] for one in json.loads(result.stdout)]) == (2, True), result.stdout


def test_snapshots_are_taken_and_compared(tmp_path: Path) -> None:
    assert alloytest(tmp_path, {"at": "prometheus.scrape.pods", "metrics": "up 1"}, snapshot=True).exit_code == 1
    taken = alloytest(tmp_path, {"metrics": "up 1"}, snapshot=True, options=("--update",))
    assert taken.exit_code == alloytest(tmp_path, {"metrics": "up 1"}, snapshot=True).exit_code == 0
    assert "no longer {" in alloytest(tmp_path, {"metrics": "down 1"}, snapshot=True).stderr


def test_coverage_names_what_no_test_needs(tmp_path: Path) -> None:
    result = alloytest(tmp_path, LINE, {"to": "loki.write.end"}, options=("--coverage",))
    assert "not: stage.drop 1 of loki.process.stages" in result.stdout
    assert "not: loki.process.stages" not in result.stdout


def test_no_tests_are_wrong_usage(tmp_path: Path) -> None:
    assert run(str(tmp_path)).exit_code == 2


def test_the_schema_knows_every_key() -> None:
    schema = json.loads(CliRunner().invoke(main, ["schema", "--tests"]).stdout)
    assert {"values", "config", "tests"} <= set(schema["properties"])


def test_what_is_given_is_plain_data(tmp_path: Path) -> None:
    """Text that knows its place is no text to some functions of OTTL."""
    from alloyc.testing.read import read_tests

    alloytest(tmp_path, LINE, FAILS)
    tests = read_tests(str(tmp_path / "small.alloytest.yaml"), {})
    [log] = tests.file.tests[0].given.logs
    assert {type(text) for text in (log.line, *log.labels, *log.labels.values())} == {str}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--engine", "alloy", "--alloy", "/no/alloy"), "`/no/alloy` is no program"),
        (("--alloy", "/bin/true"), "--alloy goes with `--engine alloy`"),
        (("--engine", "alloy", "--alloy", "/bin/true", "--engine-timeout", "0"), "--engine-timeout"),
    ],
)
def test_an_engine_must_be_there(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = alloytest(tmp_path, LINE, FAILS, options=options)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_what_is_emitted_lies_as_alloys_own_tests_do(tmp_path: Path) -> None:
    assert run(TENANTS, "-k", "payments", "--emit", "pipelinetest", "--output", str(tmp_path)).exit_code == 0
    [written] = tmp_path.rglob("test.yaml")
    assert written.parent.name == "debug-lines-of-payments-never-reach-the-shared-tenant"
    assert run(str(written)).stdout == "1 passed\n"


TWO = """
cluster: {name: c}
destinations: {loki: {type: loki, url: "http://l"}}
clusterEvents: {enabled: true, collector: one}
podLogsViaLoki: {enabled: true, collector: two}
collectors: {one: {presets: [singleton]}, two: {presets: [filesystem-log-reader, daemonset]}}
"""


@pytest.mark.parametrize(
    ("collector", "code"), [("two", "impossible-expectation"), ("tow", "unknown-collector"), ("one", None)]
)
def test_a_file_may_be_about_one_collector(collector: str, code: str | None, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(TWO)
    test = "{name: a, given: {at: clusterEvents, logs: [{line: x}]}, expect: [{to: loki}]}"
    path = tmp_path / "a.alloytest.yaml"
    path.write_text(f"values: values.yaml\ncollector: {collector}\ntests: [{test}]")
    found = [one["code"] for one in json.loads(run(str(path), "--diagnostics", "json").stdout)]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ({"pods": [{"name": "a", "containers": [{"name": "app", "ports": [80]}]}], "nodes": ["n"]}, True),
        ({"pods": [{"kind": "Pod", "metadata": {"name": "a"}}]}, True),
        ({"pods": [{"name": "a", "label": {}}]}, False),
        ({"services": ["a"]}, False),
    ],
)
def test_the_schema_knows_what_is_written_in_short(given: dict[str, object], is_right: bool) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads(CliRunner().invoke(main, ["schema", "--tests"]).stdout)
    file = {"tests": [{"name": "a", "given": given}]}
    assert Draft202012Validator(schema).is_valid(file) == is_right
