"""`alloyc diff`, from the outside."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "fixtures/diff/old.yaml", "fixtures/diff/new.yaml"


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def test_the_page_shows_what_it_prints() -> None:
    page = (ROOT / "docs" / "diff.md").read_text()
    assert run(OLD, NEW).stdout.rstrip() in page


EXITS = [
    ((OLD, OLD), 0),
    ((OLD, NEW), 1),
    ((OLD, NEW, "--detailed-exitcode"), 3),
    ((OLD, OLD, "--detailed-exitcode"), 0),
    ((OLD, NEW, "--fail-on", "none"), 0),
    ((OLD, NEW, "--fail-on", "lost-series"), 1),
    ((NEW, OLD, "--fail-on", "lost-series", "--detailed-exitcode"), 3),
    ((OLD,), 2),
    ((OLD, NEW, "--fail-on", "rain"), 2),
    ((OLD, "no-such.yaml"), 2),
    (("git:HEAD:no-such.yaml", OLD), 2),
]


@pytest.mark.parametrize(("arguments", "code"), EXITS)
def test_exit_codes(arguments: tuple[str, ...], code: int) -> None:
    assert run(*arguments).exit_code == code


def test_json_has_its_shape() -> None:
    found = json.loads(run(OLD, NEW, "--format", "json").stdout)
    assert found["same"] is False
    lost = {change["name"] for change in found["destinations"]["prometheus"]["metrics"]["removed"]}
    assert {"kubelet_node_name", "container_memory_rss"} <= lost
    [source] = found["destinations"]["prometheus"]["sources"]["removed"]
    assert source["at"]["new"] == {"path": "clusterMetrics.cadvisor.enabled", "file": NEW, "line": 19}


def test_markdown_is_folded() -> None:
    page = run(OLD, NEW, "--format", "markdown").stdout
    assert page.count("<details>") == page.count("</details>") == 1
    assert "1 source lost" in page.splitlines()[1]


def test_html_is_one_file() -> None:
    page = run(OLD, NEW, "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "clusterMetrics.cadvisor" in page


def test_several_files_are_a_side(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("clusterMetrics: {cadvisor: {enabled: false}}\n")
    found = json.loads(run("--old", OLD, "--new", f"{OLD},{overlay}", "--format", "json").stdout)
    [source] = found["destinations"]["prometheus"]["sources"]["removed"]
    assert source["at"]["new"]["file"] == str(overlay)


def test_a_commit_is_a_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "values.yaml").write_text((ROOT / OLD).read_text())
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], check=True)
    assert run("git:HEAD:values.yaml", "values.yaml").stdout == "they do the same\n"
