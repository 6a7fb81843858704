"""The definitions for pre-commit and GitHub Actions call commands that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from alloyc.cli import main

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
    assert [command for command, _ in called(SCRIPTS)] == ["verify", "build"]
    for command, given in called(SCRIPTS):
        assert given
        assert given <= options(command)


def test_every_input_is_used_and_documented() -> None:
    text, page = yaml.safe_dump(ACTION["runs"]), (TOP / "docs" / "ci.md").read_text()
    assert set(re.findall(r"inputs\.([-\w]+)", text)) == set(ACTION["inputs"])
    assert all(f"`{name}`" in page for name in ACTION["inputs"])


def test_no_input_is_put_into_a_script() -> None:
    assert "${{" not in SCRIPTS
