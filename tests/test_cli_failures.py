"""What is no diagnostic of the input: output that cannot be written, and faults of alloyc itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import _exits, main
from alloyc.cli._report import report
from alloyc.report.diagnostics import Diagnostic

MINIMAL = str(Path(__file__).resolve().parents[1] / "fixtures" / "values" / "cluster-events--minimal.yaml")


def run(redirection: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = f"{sys.executable} -m alloyc build {MINIMAL} {redirection}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env={**os.environ, **environment})


@pytest.mark.parametrize(("to", "code"), [(">/dev/full", 1), (">&-", 1), ("| head -1", 0), (">&- 2>&-", 1)])
def test_output_that_cannot_be_written(to: str, code: int) -> None:
    result = run(to)
    assert result.returncode == code
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr
    assert ("unwritable-output" in result.stderr) == (to in (">/dev/full", ">&-"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_is_utf8_whatever_the_terminal(encoding: str) -> None:
    script = [sys.executable, "-m", "alloyc", "build", MINIMAL, "--set", "cluster.name=\u20ac"]
    result = subprocess.run(script, capture_output=True, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert result.returncode == 0
    assert "\u20ac" in result.stdout.decode()


def broken(*_: Any, **__: Any) -> Any:
    raise KeyError("hunter2")


def test_a_fault_of_ours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alloyc.compile.compile_values", broken)
    result = CliRunner().invoke(main, ["build", MINIMAL])
    assert result.exit_code == 70
    assert "internal error: KeyError\n  cli/build.py:" in result.stderr
    assert "This is a fault of alloyc" in result.stderr
    assert "hunter2" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--set", "cluster.name=a\udcff"],
        ["--set-json", 'cluster.name="\\ud800"'],
        ["--set-json", 'cluster={"name\\udc00": 1}'],
        ["--set-string", "a\udcff=1"],
    ],
)
def test_what_is_no_text_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["build", MINIMAL, *arguments], catch_exceptions=False)
    assert (result.exit_code, "invalid-override" in result.stderr) == (1, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    assert "_ALLOYC_COMPLETE" in CliRunner().invoke(main, ["completion", shell]).stdout


def test_codes_are_listed_with_their_titles() -> None:
    lines = CliRunner().invoke(main, ["explain"]).stdout.splitlines()
    assert next(line for line in lines if line.startswith("unknown-key ")).split(maxsplit=1)[1].startswith("The key")


def test_quiet_says_nothing_but_errors(tmp_path: Path) -> None:
    folder = ["-o", str(tmp_path), "--set", "x=1", "--unknown-keys", "warn"]
    assert "warning[" in CliRunner().invoke(main, ["build", MINIMAL, *folder]).stderr
    assert CliRunner().invoke(main, ["build", MINIMAL, *folder, "-q"]).output == ""
    assert "error[" in CliRunner().invoke(main, ["build", MINIMAL, "--set", "x=1", "-q"]).stderr


def test_quiet_commands(tmp_path: Path) -> None:
    unused = tmp_path / "a.alloy"
    unused.write_text('loki.write "x" { }\n')
    for command in (["verify", str(unused)], ["migrate", MINIMAL]):
        assert CliRunner().invoke(main, command).stderr
        assert CliRunner().invoke(main, [*command, "-q"]).stderr == ""
    lenient = ["plan", MINIMAL, "--set", "x=1", "--unknown-keys", "warn"]
    assert CliRunner().invoke(main, lenient).stderr
    assert CliRunner().invoke(main, [*lenient, "-q"]).stderr == ""


def test_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    fault = Diagnostic("unknown-key", "x")
    for value, colored in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", value)
        printed: list[str] = []
        monkeypatch.setattr("click.echo", lambda text, printed=printed, **_: printed.append(text))
        report([fault], "text", {})
        assert ("\x1b[" in printed[0]) == colored


def test_exit_codes_are_documented() -> None:
    page = (Path(MINIMAL).parents[2] / "docs" / "ci.md").read_text("utf-8")
    listed = {int(found) for found in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert listed == {0, *(value for name, value in vars(_exits).items() if name.isupper())}
