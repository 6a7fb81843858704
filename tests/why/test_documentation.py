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
SHOWN = re.findall(r"^```console\n\$ alloyc ([^\n]*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_the_answer_is_as_shown(command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [values] = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "values.yaml").write_text(values)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, shlex.split(command)).stdout == output


def test_there_are_examples() -> None:
    assert len(SHOWN) == 2


@pytest.mark.parametrize("topic", topics())
def test_a_topic_has_a_page(topic: str) -> None:
    shown = CliRunner().invoke(main, ["explain", topic])
    assert shown.exit_code == 0
    assert "alloyc why" in shown.stdout
