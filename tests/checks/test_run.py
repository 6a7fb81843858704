"""Which rules are asked, what comments accept, and what a fix takes away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.checks.run import ALL, UnknownRule, choice
from alloyc.cli import main
from alloyc.report.pages import explain

VALUES = """\
cluster: {name: one}
destinations:
  metrics: {type: prometheus, url: https://example.com/push}
collectors:
  alloy: {presets: [singleton]}
clusterMetrics:
  enabled: true
  kubelet:
    enabled: true
  cadvisor:
    enabled: false
    scrapeInterval: 30s
telemetryServices: {kube-state-metrics: {deploy: true}}
"""
BOTH = [("redundant-value", 9), ("dead-value", 12)]


def check(tmp_path: Path, text: str, *arguments: str) -> Result:
    file = tmp_path / "values.yaml"
    file.write_text(text)
    return CliRunner().invoke(main, ["check", str(file), "--diagnostics", "json", *arguments])


def found(tmp_path: Path, text: str, *arguments: str) -> list[tuple[str, int]]:
    stderr = check(tmp_path, text, *arguments).stderr
    return [(one["code"], one["line"]) for one in json.loads(stderr)]


def test_values_without_effect(tmp_path: Path) -> None:
    assert found(tmp_path, VALUES) == BOTH
    assert check(tmp_path, VALUES).exit_code == 1


def test_select_ignore_per_file(tmp_path: Path) -> None:
    assert found(tmp_path, VALUES, "--select", "dead-value") == BOTH[1:]
    assert found(tmp_path, VALUES, "--ignore", "dead-value") == BOTH[:1]
    assert found(tmp_path, VALUES, "--per-file", "*/values.yaml:dead-value") == BOTH[:1]
    assert found(tmp_path, VALUES, "--per-file", "other.yaml:dead-value") == BOTH
    assert check(tmp_path, VALUES, "--select", "dead-rule").exit_code == 0


def test_an_unknown_rule_is_wrong_usage(tmp_path: Path) -> None:
    result = check(tmp_path, VALUES, "--select", "dead-valu")
    assert result.exit_code == 2
    assert "`dead-value`" in result.stderr
    with pytest.raises(UnknownRule):
        choice(per_file=["values.yaml"])


@pytest.mark.parametrize(
    ("line", "written", "left"),
    [
        (12, "    scrapeInterval: 30s # alloyc: ignore[dead-value] back soon", BOTH[:1]),
        (
            11,
            "    # alloyc: ignore[dead-value] soon\n    enabled: false",
            [*BOTH[:1], ("unused-ignore", 11), ("dead-value", 13)],
        ),
        (10, "  cadvisor: # alloyc: ignore[dead-value] back soon", BOTH[:1]),
        (10, "  # alloyc: ignore[dead-value] back soon\n  cadvisor:", BOTH[:1]),
        (6, "clusterMetrics: # alloyc: ignore[dead-value, redundant-value] all of it is meant", []),
        (12, "    scrapeInterval: 30s # alloyc: ignore[dead-value]", [*BOTH, ("unexplained-ignore", 12)]),
        (7, "  enabled: true # alloyc: ignore[dead-value] is it", [*BOTH, ("unused-ignore", 7)]),
    ],
)
def test_comments(tmp_path: Path, line: int, written: str, left: list[tuple[str, int]]) -> None:
    lines = VALUES.splitlines()
    lines[line - 1] = written
    assert sorted(found(tmp_path, "\n".join(lines) + "\n")) == sorted(left)


def test_a_fix_leaves_what_is_built(tmp_path: Path) -> None:
    before = check(tmp_path, VALUES)
    result = check(tmp_path, VALUES, "--fix")
    fixed = (tmp_path / "values.yaml").read_text()
    assert "scrapeInterval" not in fixed
    assert before.exit_code == 1
    assert "took away 1 value" in result.stderr


def test_a_later_file_wins(tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    later.write_text("cluster: {name: two}\n")
    file = tmp_path / "values.yaml"
    file.write_text(VALUES)
    arguments = ["check", str(file), str(later), "--diagnostics", "json", "--select", "dead-value"]
    (first, *_) = json.loads(CliRunner().invoke(main, arguments).stderr)
    assert (first["path"], first["line"], first["file"]) == ("cluster.name", 1, str(file))
    assert str(later) in first["message"]


def test_every_rule_has_a_page() -> None:
    assert [code for code in ALL if explain(code) is None] == []
