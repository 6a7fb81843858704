"""What docs/why.md shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.report.pages import topics
from support.reference import REPOSITORY

PAGE = (REPOSITORY / "docs" / "why.md").read_text()
BLOCK = re.compile(r"^```(yaml|json|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[dict[str, str], str, str]]:
    """The files that stand before each command, the command, and what it prints."""
    files: dict[str, str] = {}
    found = []
    for language, text in BLOCK.findall(PAGE):
        if language == "console":
            command, _, output = text.removeprefix("$ alloyc ").partition("\n")
            found.append((dict(files), command, output))
        else:
            files["values.yaml" if language == "yaml" else "span.json"] = text
    return found


SHOWN = shown()


@pytest.mark.parametrize(("files", "command", "output"), SHOWN)
def test_the_answer_is_as_shown(
    files: dict[str, str], command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, shlex.split(command)).stdout == output


def test_there_are_examples() -> None:
    assert len(SHOWN) == 3


@pytest.mark.parametrize("topic", topics())
def test_a_topic_has_a_page(topic: str) -> None:
    shown = CliRunner().invoke(main, ["explain", topic])
    assert shown.exit_code == 0
    assert "alloyc why" in shown.stdout
