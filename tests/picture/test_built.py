"""The files that ship are what their sources build, and the sources pass their own tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import copytree, ignore_patterns, which

import pytest

PAGE = Path(__file__).resolve().parents[2] / "compiler" / "picture" / "page"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources with the packages of the lock file; skips where they cannot be had."""
    if which("npm") is None:
        pytest.skip("there is no npm on this machine")
    folder = tmp_path_factory.mktemp("npm") / "page"
    copytree(PAGE, folder, ignore=ignore_patterns("node_modules", "built"))
    installed = run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    if installed.returncode:
        pytest.skip(f"npm cannot install the packages: {installed.stderr[-200:]}")
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_ships_is_what_the_sources_build(copy: Path) -> None:
    done = run(copy, "npm", "run", "build")
    assert done.returncode == 0, done.stderr
    for name in ("page.html", "svg.js"):
        assert (copy / "built" / name).read_text() == (PAGE / "built" / name).read_text(), "run `make page`"


def test_types_and_tests_of_the_page(copy: Path) -> None:
    done = run(copy, "npm", "test")
    assert done.returncode == 0, done.stdout + done.stderr
