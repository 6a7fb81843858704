"""The pages for users: every page is linked, every link leads somewhere, and what they show works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.cli._exits import INTERNAL, INVALID, STALE, USAGE

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SHOP = str(ROOT / "fixtures" / "values" / "cluster-events--minimal.yaml")
PUZZLING = ["is no part of the language", "a chart of their own", "version-4 plan"]
SHOWN = [*PAGES, *(ROOT / "compiler").rglob("*.py"), *(ROOT / "presets").rglob("*.md")]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return result.exit_code, result.stdout


def test_every_page_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"docs/{page.name}" not in readme] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_has_every_exit_code() -> None:
    table = (ROOT / "README.md").read_text()
    assert all(f"| {code} | " in table for code in (0, INVALID, USAGE, STALE, INTERNAL))


@pytest.mark.parametrize("words", PUZZLING)
def test_words_that_users_do_not_know(words: str) -> None:
    assert [page.name for page in SHOWN if words in page.read_text()] == []


def test_switching_what_a_config_map_holds_is_what_is_built(tmp_path: Path) -> None:
    objects = yaml.safe_load_all(run("build", SHOP, "--format", "configmap", "-O0")[1])
    (running,) = [each["data"]["config.alloy"] for each in objects if each and each["kind"] == "ConfigMap"]
    (tmp_path / "running.alloy").write_text(running)
    assert run("build", SHOP, "-o", str(tmp_path))[0] == 0
    assert run("diff", str(tmp_path / "running.alloy"), str(tmp_path / "events.alloy"))[0] == 0


def test_switching_names_options_that_there_are() -> None:
    page = (ROOT / "docs" / "switching.md").read_text()
    known = run("build", "--help")[1]
    lines = [line for line in page.splitlines() if line.startswith("alloyc build")]
    assert lines
    assert all(option in known for line in lines for option in re.findall(r"--[a-z-]+", line))


def test_editors_settings_are_json_and_name_the_printed_files() -> None:
    page = (ROOT / "docs" / "editors.md").read_text()
    settings = json.loads(re.findall(r"```json\n(.*?)```", page, re.DOTALL)[0])
    assert {path.removeprefix("./") for path in settings["yaml.schemas"]} == set(re.findall(r"> (\S+\.json)", page))
