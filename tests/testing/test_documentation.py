"""What `docs/testing.md` and `docs/snapshot-tests.md` show is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[2]


def shown(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_test_is_the_fixture() -> None:
    fixture = (ROOT / "fixtures" / "tests" / "tenants.alloytest.yaml").read_text(encoding="utf-8")
    assert shown("testing.md", "yaml")[0] in fixture


@pytest.mark.parametrize("console", shown("testing.md", "console"))
def test_a_command_prints_what_is_shown(console: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    command, _, output = console.partition("\n")
    words = [a or b for a, b in re.findall(r'"([^"]*)"|(\S+)', command.removeprefix("$ alloyc "))]
    assert CliRunner().invoke(main, words).stdout == output


@pytest.mark.parametrize("program", shown("snapshot-tests.md", "python"))
def test_snapshots_are_files_that_are_compared(program: str, tmp_path: Path) -> None:
    values, test = tmp_path / "values.yaml", tmp_path / "test_configuration.py"
    values.write_text(shown("snapshot-tests.md", "yaml")[0])
    test.write_text(program)
    assert run_pytest(tmp_path, "--snapshot-update").returncode == 0
    assert [path.parent.name for path in tmp_path.rglob("*.alloy")] == ["test_values"]
    assert run_pytest(tmp_path).returncode == 0
    values.write_text(values.read_text().replace("eu-1", "eu-2"))
    assert run_pytest(tmp_path).returncode == 1


def test_the_first_program_writes_the_file_that_is_shown(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(shown("snapshot-tests.md", "yaml")[0])
    (tmp_path / "test_configuration.py").write_text(shown("snapshot-tests.md", "python")[0])
    run_pytest(tmp_path, "--snapshot-update")
    [written] = [f"./{path.relative_to(tmp_path)}" for path in tmp_path.rglob("*.alloy")]
    assert written == shown("snapshot-tests.md", "console")[0].splitlines()[-1]


def test_pytest_collects_the_files() -> None:
    done = run_pytest(ROOT, "fixtures/tests", "-c", "/dev/null", "--rootdir", str(ROOT))
    assert (done.returncode, "27 passed" in done.stdout) == (0, True), done.stdout + done.stderr


def test_pytest_shows_the_way_of_a_failure(tmp_path: Path) -> None:
    test = "{name: lost, given: {at: loki.write.end, logs: [{line: x}]}, expect: [{to: any, none: true}]}"
    (tmp_path / "a.alloytest.yaml").write_text(f"config: a.alloy\ntests: [{test}]")
    (tmp_path / "a.alloy").write_text('loki.write "end" {\n\tendpoint {\n\t\turl = "https://l"\n\t}\n}\n')
    done = run_pytest(tmp_path)
    assert "-> arrived at loki.write.end" in done.stdout
    assert "unmet-expectation" in done.stdout
