"""What `docs/simulation.md` shows is what happens."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from click.testing import CliRunner

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")


def shown(language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0]


def test_the_program_prints_what_is_shown() -> None:
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(shown("python").replace('"fixtures/', f'"{ROOT}/fixtures/'), "simulation.md", "exec"), {})
    assert printed.getvalue() == shown("text")


def test_the_configuration_is_the_fixture() -> None:
    fixture = (ROOT / "fixtures" / "simulate" / "cluster.alloy").read_text(encoding="utf-8")
    assert shown("alloy").split("\t...")[0] in fixture


def test_the_lines_are_answered_as_shown() -> None:
    assert CliRunner().invoke(main, ["simulate", "--jsonl"], input=shown("jsonl")).stdout == shown("json")
