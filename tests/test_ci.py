"""The definitions for pre-commit and GitHub Actions call commands that there are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from alloyc.cli import main
from alloyc.diff.markdown import MARK

TOP = Path(__file__).resolve().parents[1]
HOOKS = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())
ACTION = yaml.safe_load((TOP / "action.yml").read_text())
SCRIPTS = "\n".join(step.get("run", "") for step in ACTION["runs"]["steps"])


def options(command: str) -> set[str]:
    found = main.get_command(click.Context(main), command)  # type: ignore[attr-defined]
    assert found is not None, command
    return {option for parameter in found.params for option in parameter.opts}


def called(text: str) -> list[tuple[str, set[str]]]:
    """The commands of alloyc that a script calls, with their options."""
    lines = re.findall(r"alloyc (\w+)(.*)", text)
    return [(command, set(re.findall(r"(?<!\S)--?[a-z][-a-z]*", rest))) for command, rest in lines]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_hook(hook: dict[str, Any]) -> None:
    ((command, given),) = called(hook["entry"])
    assert given <= options(command)
    assert f"id: {hook['id']}" in (TOP / "docs" / "ci.md").read_text()


def test_action_calls_what_there_is() -> None:
    assert [command for command, _ in called(SCRIPTS)] == ["verify", "build", "diff"]
    for command, given in called(SCRIPTS):
        assert given
        assert given <= options(command)


def test_every_input_is_used_and_documented() -> None:
    text, page = yaml.safe_dump(ACTION["runs"]), (TOP / "docs" / "ci.md").read_text()
    assert set(re.findall(r"inputs\.([-\w]+)", text)) == set(ACTION["inputs"])
    assert all(f"`{name}`" in page for name in ACTION["inputs"])


def test_no_input_is_put_into_a_script() -> None:
    assert "${{" not in SCRIPTS


GH = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in *--paginate*) printf "%s" "$KNOWN" ;; esac
"""


def commented(folder: Path, report: str, known: str) -> list[str]:
    """What the step that comments asks of GitHub."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == "Comment on the pull request")
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)
    (folder / "report.md").write_text(report)
    given = {"CALLS": str(folder / "calls"), "KNOWN": known, "REPORT": str(folder / "report.md"), "NUMBER": "7",
             "GITHUB_REPOSITORY": "o/r", "PATH": f"{folder}:{os.environ['PATH']}"}  # fmt: skip
    subprocess.run(["bash", "-euo", "pipefail", "-c", step["run"]], env=given, check=True)
    return (folder / "calls").read_text().splitlines()


@pytest.mark.parametrize(
    ("known", "asked"),
    [("", "--silent repos/o/r/issues/7/comments"), ("41\n42\n", "--method PATCH repos/o/r/issues/comments/41")],
)
def test_the_comment_is_updated_in_place(tmp_path: Path, known: str, asked: str) -> None:
    looked, written = commented(tmp_path, f"{MARK}\nsame\n", known)
    assert "startswith(env.MARK)" in looked
    assert MARK in (TOP / "action.yml").read_text()
    assert asked in written
    assert (tmp_path / "report.md").read_text() == f"{MARK}\nsame\n"


def test_a_comment_that_is_too_long_is_its_summary(tmp_path: Path) -> None:
    commented(tmp_path, f"{MARK}\n**Telemetry**\n" + 70_000 * "x", "")
    assert (tmp_path / "report.md").read_text().startswith(f"{MARK}\n**Telemetry**\n\nThe rest is too long")


def test_the_difference_is_said(tmp_path: Path) -> None:
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == "Say what changes")
    sides = {side: str(TOP / "fixtures" / "diff" / f"{side}.yaml") for side in ("old", "new")}
    given = {
        "COMPARE": sides["old"],
        "VALUES": sides["new"],
        "ARGUMENTS": "--fail-on lost-series",
        "ALLOY_VERSION": "1.18",
    }
    files = {name: str(tmp_path / name) for name in ("REPORT", "GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], env={**given, **files, "PATH": path}, check=False
    )
    assert done.returncode == 1
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text().startswith(f"{MARK}\n**Telemetry**: 1 source lost")
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == "written=true\n"
