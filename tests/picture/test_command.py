"""`alloyc graph`: what it takes, what it writes, what it refuses."""

from __future__ import annotations

import builtins
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main
from support.pictures import FOLDER

VALUES = str(FOLDER / "first-slice--three-collectors.yaml")
BEGINS = {"html": "<!doctype html>", "svg": "<svg ", "mermaid": "flowchart LR\n", "dot": "digraph {\n", "json": "{\n"}


def graph(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments])


@pytest.mark.parametrize("form", BEGINS)
def test_formats(form: str) -> None:
    done = graph(VALUES, "--format", form)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(BEGINS[form])


def test_the_page_is_what_is_written_without_a_format(tmp_path: Path) -> None:
    done = graph(VALUES, "-o", str(tmp_path / "pipeline.html"))
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / "pipeline.html").read_text() == graph(VALUES).stdout


def test_a_page_that_cannot_be_written_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = graph(VALUES, "-o", str(tmp_path / "file" / "pipeline.html"))
    assert done.exit_code == 1
    assert "error[" in done.stderr


def test_levels() -> None:
    features, components = (graph(VALUES, "--format", "dot", "--level", level).stdout for level in LEVELS)
    assert "prometheus.scrape" not in features
    assert "prometheus.scrape" in components


LEVELS = ("features", "components")


def test_alloy_files(tmp_path: Path) -> None:
    file = tmp_path / "config.alloy"
    file.write_text('loki.echo "out" { }\n')
    drawn = json.loads(graph(str(file), "--format", "json").stdout)
    assert [node["kind"] for node in drawn["nodes"]] == ["loki.echo"]
    assert graph(str(file), VALUES).exit_code == 2


def test_what_is_wrong_is_said_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "config.alloy"
    file.write_text('loki.echo "out" {\n')
    refused = graph(str(file)), graph(VALUES, "--set", "clusterMetrics.enable=true"), graph("absent.yaml")
    assert [done.exit_code for done in refused] == [1, 1, 1]
    assert all("error[" in done.stderr and not done.stdout for done in refused)


def test_svg_without_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "py_mini_racer":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = graph(VALUES, "--format", "svg")
    assert done.exit_code == 1
    assert 'pip install "alloyc[svg]"' in done.stderr


def test_serving_goes_with_the_page_alone() -> None:
    assert graph(VALUES, "--serve", "-o", "x.html").exit_code == 2
    assert graph(VALUES, "--serve", "--format", "svg").exit_code == 2


def test_it_serves_until_interrupted() -> None:
    command = [sys.executable, "-u", "-m", "alloyc", "graph", VALUES, "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        address = serving.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
        with urlopen(address) as reply:
            assert reply.read().startswith(b"<!doctype html>")
        serving.terminate()
