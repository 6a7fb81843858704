"""What docs/check.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "check.md").read_text("utf-8")


YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
SHOWN = re.findall(r"```\n\$ alloyc (.*?)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("example", "command", "shown"), [(y, *s) for y, s in zip(YAML, SHOWN, strict=True)])
def test_what_is_shown_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str, command: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("values.yaml").write_text(example)
    assert CliRunner().invoke(main, command.split()).output == shown


@pytest.mark.parametrize("page", ["overlap.md", "policy.md"])
def test_what_the_other_pages_show_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("policy.yaml").write_text(examples[0])
    Path("values.yaml").write_text(examples[-1])
    for command, shown in re.findall(r"```\n\$ alloyc (.*?)\n(.*?)```", text, re.DOTALL):
        assert CliRunner().invoke(main, command.split()).output == shown
