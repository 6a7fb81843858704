"""Budgets: read strictly, held by `build` and `diff`, each breach at its line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.compile import Settings
from alloyc.diff.budget import counted_budgets
from alloyc.diff.budget_file import budget_schema, read_budget
from alloyc.diff.sides import Side, read_side
from alloyc.report.diagnostics import Refused
from diff.test_compare import DROP, KEEP, TEAM, rules

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "diff"
OLD, NEW, BUDGET = (str(FOLDER / name) for name in ("old.yaml", "new.yaml", "budget.yaml"))


def alloy(folder: Path, *texts: str) -> Side:
    (folder / "config.alloy").write_text(rules(*texts).replace("; ", "\n"))
    return read_side((str(folder / "config.alloy"),), Settings(), {})


def found(folder: Path, side: Side, budget: str) -> list[tuple[str, int]]:
    (folder / "prometheus.scrape.a.prom").write_text('up 1\nrest{pod="x",team="b"} 1\nrest{pod="y"} 1\n')
    (folder / "budget.yaml").write_text(budget)
    breaches = counted_budgets([read_budget(str(folder / "budget.yaml"), {})], side)
    return [(breach.code, breach.span.line) for breach in breaches if breach.span]


SAMPLED = "samples: [prometheus.scrape.a.prom]\n"
P = "destinations: {prometheus.remote_write.p: "
CASES = [
    ([], f"{SAMPLED}{P}{{series: 3, pointsPerMinute: 3}}}}", []),
    ([], f"{SAMPLED}{P}{{series: 2}}}}", [("over-budget", 2)]),
    ([KEEP.format("up")], f"{SAMPLED}{P}{{series: 2}}}}", []),
    ([], f"{SAMPLED}{P}{{pointsPerMinute: 2}}}}", [("over-budget", 2)]),
    ([], f"{SAMPLED}features: {{prometheus.scrape.a: {{series: 2}}}}", [("over-budget", 2)]),
    ([], f"{SAMPLED}teams: {{most: {{b: {{series: 0}}, c: {{series: 0}}}}}}", [("over-budget", 2)]),
    ([TEAM.format("c")], f"{SAMPLED}teams:\n  most:\n    b: {{series: 0}}\n    c: {{series: 2}}", [("over-budget", 5)]),
    ([], f"{P}{{series: 2}}}}", [("uncounted-budget", 1)]),
    ([], "destinations: {q: {}}", [("unknown-destination", 1), ("uncounted-budget", 1)]),
    ([DROP.format("up")], "metrics: {required: [rest, up]}", [("required-metric", 1)]),
    ([DROP.format("up|x")], "metrics:\n  required:\n    - down\n    - up", [("required-metric", 4)]),
    (['source_labels = ["pod"]; regex = ".+"; action = "drop"'], f"{SAMPLED}metrics: {{required: [rest]}}",
     [("required-metric", 2)]),
    ([], "labels: {forbidden: [pod]}", []),
    ([], f"{SAMPLED}labels: {{forbidden: [zone, pod]}}", [("forbidden-label", 2)]),
    (['action = "labeldrop"; regex = "po."'], f"{SAMPLED}labels: {{forbidden: [pod]}}", []),
    ([TEAM.format("c")], "labels: {forbidden: [team]}", [("forbidden-label", 1)]),
    ([TEAM.format("c"), 'action = "labeldrop"; regex = "t.*"'], "labels: {forbidden: [team]}", []),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "budget", "expected"), CASES)
def test_breaches(tmp_path: Path, texts: list[str], budget: str, expected: list[tuple[str, int]]) -> None:
    assert found(tmp_path, alloy(tmp_path, *texts), budget) == expected


FAULTS = [
    ("destinatons: {}", "unknown-key"),
    ("labels: {forbidden: pod}", "wrong-type"),
    ("features: {x: {bytes: 5 pounds}}", "invalid-value"),
    ("teams: {most: {x: {series: many}}}", "wrong-type"),
]


@pytest.mark.parametrize(("text", "code"), FAULTS)
def test_a_budget_is_read_strictly(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "budget.yaml").write_text(text)
    with pytest.raises(Refused) as refused:
        read_budget(str(tmp_path / "budget.yaml"), {})
    assert [diagnostic.code for diagnostic in refused.value.diagnostics] == [code]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(text.replace("5 pounds", "[]")), budget_schema())


def test_the_schema_takes_the_fixture() -> None:
    printed = CliRunner().invoke(main, ["schema", "--budget"]).stdout
    jsonschema.validate(yaml.safe_load(Path(BUDGET).read_text()), json.loads(printed))


def test_diff_tells_what_the_new_side_breaches() -> None:
    done = CliRunner().invoke(main, ["diff", OLD, NEW, "--budget", BUDGET, "--format", "json", "--fail-on", "budget"])
    breaches = {(one["code"], one["line"]): one["already"] for one in json.loads(done.stdout)["budgets"]}
    assert breaches == {("over-budget", 9): True, ("required-metric", 11): False, ("forbidden-label", 13): False}
    assert done.exit_code == 1


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_every_format_tells_of_them(format: str) -> None:
    shown = CliRunner().invoke(main, ["diff", OLD, NEW, "--budget", BUDGET, "--format", format]).stdout
    assert "kubelet_node_name` must arrive, and does not" in shown


def test_build_refuses_what_breaches_a_budget_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "alloyc.yaml").write_text(f"values: [{OLD}]\nbudgets: [budget.yaml]\n")
    (tmp_path / "budget.yaml").write_text(
        f"samples: [{FOLDER / 'samples'}]\ndestinations:\n  prometheus: {{series: 5}}\n"
    )
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    done = CliRunner().invoke(main, ["build", "-o", "out"])
    assert (done.exit_code, (tmp_path / "below" / "out").exists()) == (1, False)
    assert "../budget.yaml:3" in done.stderr


def test_build_keeps_to_a_budget(tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(
        f"samples: [{FOLDER / 'samples'}]\ndestinations: {{prometheus: {{series: 7}}}}\n"
    )
    for values in (OLD, NEW):
        assert CliRunner().invoke(main, ["build", values, "--budget", str(tmp_path / "budget.yaml")]).exit_code == 0


def test_the_page_shows_the_budget() -> None:
    assert Path(BUDGET).read_text() in (ROOT / "docs" / "diff.md").read_text()
