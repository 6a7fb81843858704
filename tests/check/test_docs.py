"""What docs/check.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "check.md").read_text("utf-8")


def test_the_example_is_checked_as_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (shown,) = re.findall(r"\$ alloyc check values.yaml\n(.*?)```", PAGE, re.DOTALL)
    Path("values.yaml").write_text(example)
    result = CliRunner().invoke(main, ["check", "values.yaml"])
    assert (result.exit_code, result.stderr) == (1, shown)
