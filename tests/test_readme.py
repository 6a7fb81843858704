"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_input_builds_to_the_output(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(blocks("yaml")[0])
    built = CliRunner().invoke(main, ["build", str(values)]).stdout
    assert blocks("alloy")[0].split("\t\t...")[0] in built
    plan = CliRunner().invoke(main, ["plan", str(values)]).stdout
    assert plan in README


def test_the_typo_is_reported_as_shown(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(blocks("yaml")[0].replace("clusterEvents:", "clusterEvent:"))
    reported = CliRunner().invoke(main, ["build", str(values)]).stderr
    shown = README[README.index("error[unknown-key]") :].split("```")[0]
    assert shown.replace("values.yaml", str(values)).rstrip() in reported


def test_the_fixture_is_the_input() -> None:
    fixture = (ROOT / "fixtures" / "values" / "cluster-events--minimal.yaml").read_text()
    assert fixture.split("\n", 1)[1] == blocks("yaml")[0]


def test_the_python_runs() -> None:
    program = blocks("python")[0].replace('"fixtures/', f'"{ROOT}/fixtures/')
    exec(compile(program, "README.md", "exec"), {})
