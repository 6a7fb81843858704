"""The warnings that a project turns off are shown by no command."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main

VALUES = """\
cluster: {name: unit, nameFrom: sys.env("NAME")}
destinations: {logs: {type: loki, url: "https://loki.example/push"}}
clusterEvents: {enabled: true}
collectors: {alloy: {presets: [singleton]}}
"""
COMMANDS = [["build"], ["plan"], ["graph", "--format", "json"], ["rbac"]]


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, ignore: str, *command: str) -> Result:
    (folder / "values.yaml").write_text(VALUES)
    (folder / "alloyc.yaml").write_text(f"values: [values.yaml]\nignore: [{ignore}]\n")
    monkeypatch.chdir(folder)
    return CliRunner().invoke(main, list(command))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_of_the_project(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unused-option" in run(tmp_path, monkeypatch, "", *command).stderr
    assert run(tmp_path, monkeypatch, "unused-option", *command).stderr == ""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_of_the_command_line_beside_those(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tmp_path, monkeypatch, "same-name", *command, "--ignore", "unused-option").stderr == ""
    assert run(tmp_path, monkeypatch, "unused-option", *command, "--ignore", "same-name").stderr == ""


def test_a_code_that_there_is_not_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(tmp_path, monkeypatch, "unusd-option", "build")
    assert result.exit_code == 1
    assert "did you mean `unused-option`?" in result.stderr
