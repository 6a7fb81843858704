"""The pictures and examples of the documentation are what alloyc gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "graph.md").read_text()
PICTURES = [line.split() for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\talloyc graph")]


@pytest.mark.parametrize("command", PICTURES, ids=lambda command: Path(command[-1]).stem)
def test_pictures_are_as_alloyc_draws_them(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, command[1:-2])
    assert done.exit_code == 0, done.stderr
    assert done.stdout == Path(command[-1]).read_text(), "run `make pictures`"


def test_every_picture_is_drawn_and_shown() -> None:
    drawn = sorted(Path(command[-1]).name for command in PICTURES)
    assert drawn == sorted(path.name for path in (ROOT / "docs" / "pictures").glob("*.svg"))
    assert drawn == sorted(re.findall(r"!\[[^]]*\]\(pictures/([^)]*)\)", PAGE))


def test_the_mermaid_is_that_of_the_smallest_values() -> None:
    (shown,) = re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)
    smallest = str(ROOT / "fixtures" / "values" / "cluster-events--minimal.yaml")
    assert CliRunner().invoke(main, ["graph", smallest, "--format", "mermaid"]).stdout == shown


def test_every_key_of_the_json_is_described() -> None:
    values = str(ROOT / "docs" / "pictures" / "shop.yaml")
    data = json.loads(CliRunner().invoke(main, ["graph", values, "--format", "json"]).stdout)
    keys = {*data, *(key for name in ("boxes", "nodes", "edges", "texts", "removed") for key in data[name][0])}
    assert [key for key in sorted(keys) if f"`{key}`" not in PAGE] == []


def test_every_option_that_is_named_is_one() -> None:
    known = CliRunner().invoke(main, ["graph", "--help"]).stdout
    assert set(re.findall(r"(?<![\w-])--[a-z]+", PAGE)) <= set(re.findall(r"--[a-z-]+", known))
