"""What is installed, and what it is made with."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))


def test_every_folder_is_a_package_that_is_listed() -> None:
    """What is not listed is installed by luck, and setuptools warns of it."""
    top = {"compiler": "alloyc", "grammar": "alloyc.grammar", "presets": "alloyc.presets"}
    folders = [f for name in top for f in [TOP / name, *(TOP / name).rglob("*")] if f.is_dir() and f.name[0] != "_"]
    folders = [folder for folder in folders if "page" not in folder.parts]  # what draws in a browser is data
    names = {".".join([top[f.relative_to(TOP).parts[0]], *f.relative_to(TOP).parts[1:]]) for f in folders}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == names


def test_what_developers_install_has_upper_bounds() -> None:
    assert [found for found in PROJECT["project"]["optional-dependencies"]["dev"] if "<" not in found] == []


def test_actions_are_pinned() -> None:
    text = (TOP / "action.yml").read_text("utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used
    assert [action for action in used if not re.fullmatch(r"[^@]+@[0-9a-f]{40}", action)] == []
