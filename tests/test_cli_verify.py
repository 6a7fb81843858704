"""`alloyc verify` and `alloyc compat` as a user meets them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main

SOUND = """prometheus.scrape "a" {
  targets    = []
  forward_to = []
}
"""
TYPO = SOUND.replace("targets    = []", "targets = []\n  clusterin { }")
UNUSED = 'discovery.kubernetes "pods" {\n  role = "pod"\n}\n'
NEWER = 'discovery.aws "a" {\n  role = "ec2"\n}\n' + SOUND.replace("[]", "discovery.aws.a.targets", 1)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the files that the tests name."""
    for name, text in {"sound": SOUND, "typo": TYPO, "unused": UNUSED, "newer": NEWER}.items():
        (tmp_path / f"{name}.alloy").write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_sound_says_nothing(folder: Path) -> None:
    result = run("verify", "sound.alloy")
    assert (result.exit_code, result.output) == (0, "")


def test_every_fault_of_every_file_in_one_run(folder: Path) -> None:
    (folder / "broken.alloy").write_text("a = [\n")
    result = run("verify", "typo.alloy", "sound.alloy", "broken.alloy", "absent.alloy", "unused.alloy")
    assert result.exit_code == 1
    for part in (
        "typo.alloy:3:3",
        "did you mean `clustering`?",
        "broken.alloy:",
        "unreadable-file",
        "unused.alloy:1:1",
    ):
        assert part in result.stderr
    assert result.stdout == ""


def test_warnings_are_shown_and_do_not_count(folder: Path) -> None:
    result = run("verify", "unused.alloy")
    assert result.exit_code == 0
    assert "warning[unused-component]" in result.stderr


def test_standard_input() -> None:
    result = run("verify", "-", stdin=TYPO)
    assert result.exit_code == 1
    assert "<stdin>:3:3" in result.stderr
    assert "clusterin { }" in result.stderr


def test_forms_for_machines_go_to_standard_output(folder: Path) -> None:
    as_json = run("verify", "typo.alloy", "--format", "json")
    assert [fault["code"] for fault in json.loads(as_json.stdout)] == ["unknown-block"]
    assert as_json.stderr == ""
    sarif = json.loads(run("verify", "typo.alloy", "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == "unknown-block"
    assert run("verify", "typo.alloy", "--format", "github").stdout.startswith("::error file=typo.alloy,line=3,col=3,")


def test_forms_for_machines_without_faults(folder: Path) -> None:
    assert json.loads(run("verify", "sound.alloy", "--format", "json").stdout) == []
    assert json.loads(run("verify", "sound.alloy", "--format", "sarif").stdout)["runs"][0]["results"] == []
    assert run("verify", "sound.alloy", "--format", "github").stdout == ""


def test_stability_and_version_can_be_chosen(folder: Path) -> None:
    (folder / "new.alloy").write_text(NEWER)
    assert run("verify", "new.alloy").exit_code == 0
    assert "not-in-version" in run("verify", "new.alloy", "--alloy-version", "v1.17.2").stderr
    (folder / "enrich.alloy").write_text(
        'prometheus.enrich "a" {\n  targets = []\n  target_match_label = "a"\n  forward_to = []\n}\n'
    )
    assert run("verify", "enrich.alloy").exit_code == 1
    assert run("verify", "enrich.alloy", "--stability", "experimental").exit_code == 0


def test_a_version_that_nobody_knows_is_wrong_usage(folder: Path) -> None:
    result = run("verify", "sound.alloy", "--alloy-version", "2.0")
    assert result.exit_code == 2
    assert "1.8 to 1.19" in result.stderr


IMPORTING = 'import.file "lib" {\n  filename = "lib.alloy"\n}\nlib.sink "a" {\n  nothing = 1\n}\n'
LIBRARY = """declare "sink" {
  argument "url" { }
  loki.write "w" {
    endpoint {
      ulr = argument.url.value
    }
  }
}
"""


def test_an_imported_file_is_followed_from_the_folder_of_its_file(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "main.alloy").write_text(IMPORTING)
    (folder / "inner" / "lib.alloy").write_text(LIBRARY)
    result = run("verify", "inner/main.alloy")
    assert "inner/main.alloy:5:3" in result.stderr
    assert "inner/lib.alloy:5:7" in result.stderr
    assert "ulr = argument.url.value" in result.stderr


def test_compat_says_from_when_to_when_and_why(folder: Path) -> None:
    result = run("compat", "newer.alloy")
    assert result.exit_code == 0
    assert result.stdout.startswith("Alloy 1.18 to 1.19, stability level generally-available\n")
    assert "not before 1.18:\n  newer.alloy:1:1: `discovery.aws` is not in Alloy 1.17" in result.stdout


def test_compat_as_json(folder: Path) -> None:
    found = json.loads(run("compat", "newer.alloy", "--format", "json").stdout)
    assert (found["lowest"], found["highest"], found["stability"]) == ("1.18", "1.19", "generally-available")
    assert found["below"][0]["code"] == "not-in-version"


def test_compat_of_what_no_version_runs(folder: Path) -> None:
    result = run("compat", "typo.alloy")
    assert (result.exit_code, result.stdout) == (1, "no Alloy version runs it\n")
    assert "typo.alloy:3:3" in result.stderr


def test_compat_of_what_is_no_alloy() -> None:
    result = run("compat", "-", stdin="a = [")
    assert result.exit_code == 1
    assert "<stdin>:1" in result.stderr


VALUES = """cluster: {name: unit}
destinations: {logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}}
clusterEvents: {enabled: true}
collectors:
  alloy:
    presets: [singleton]
    extraConfig: |
      loki.source.api "own" {
        forward_to = [loki.write.logs.reciever]
      }
"""


def test_build_refuses_what_alloy_would_at_the_line_of_the_values(folder: Path) -> None:
    (folder / "values.yaml").write_text(VALUES)
    result = run("build", "values.yaml")
    assert result.exit_code == 1
    assert "values.yaml:9:23" in result.stderr
    assert result.stdout == ""
    assert run("build", "values.yaml", "--no-verify").exit_code == 0


def test_build_for_another_version(folder: Path) -> None:
    (folder / "values.yaml").write_text(VALUES.replace("reciever", "receiver"))
    assert run("build", "values.yaml", "--alloy-version", "1.10").exit_code == 0
    assert run("build", "values.yaml", "--alloy-version", "1.7").exit_code == 2


def test_what_is_imported_is_a_regular_file_of_the_folder(folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    (folder / "inner").mkdir()
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "secret").write_text("hunter2")
    for path in ("/dev/zero", "/etc/passwd", "fifo", "link", "../secret", "/dev/fd/0", "."):
        (folder / "inner" / "main.alloy").write_text(f'import.file "lib" {{\n  filename = "{path}"\n}}\n')
        assert run("verify", "inner/main.alloy").exit_code == 0


def test_an_imported_file_that_is_no_alloy_is_not_shown(folder: Path) -> None:
    (folder / "main.alloy").write_text('import.file "lib" {\n  filename = "secret"\n}\n')
    (folder / "secret").write_text("root:hunter2\n")
    for form in ("text", "json", "github", "sarif"):
        result = run("verify", "main.alloy", "--format", form)
        assert ("syntax-error" in result.output, "hunter2" in result.output) == (True, False)


def test_the_page_shows_what_happens(folder: Path) -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "verify.md").read_text()
    text, shown = (page.split(f"```{language}\n")[1].split("```\n")[0] for language in ("alloy", "text"))
    (folder / "app.alloy").write_text(text)
    result = run("verify", "app.alloy")
    assert result.exit_code == 1
    assert all(fault in result.output for fault in shown.strip().split("\n\n"))


@pytest.mark.parametrize(
    "comment",
    [
        "// alloyc: ignore unused-component\n",
        "// alloyc: ignore-file wrong-type, unused-component\n\n",
        "// destinations.logs\n",
    ],
)
def test_a_comment_turns_a_warning_off(folder: Path, comment: str) -> None:
    (folder / "unused.alloy").write_text(comment + UNUSED)
    assert run("verify", "unused.alloy").output == ""


@pytest.mark.parametrize(
    "comment", ["// alloyc: ignore wrong-type\n", "// alloyc: ignore unused-component\n\n", "// logs\n"]
)
def test_a_comment_about_something_else_does_not(folder: Path, comment: str) -> None:
    (folder / "unused.alloy").write_text(comment + UNUSED)
    assert "warning[unused-component]" in run("verify", "unused.alloy").output


def test_a_code_turns_warnings_off_and_no_errors(folder: Path) -> None:
    assert run("verify", "unused.alloy", "--ignore", "unused-component").output == ""
    assert run("verify", "typo.alloy", "--ignore", "unknown-block").exit_code == 1
    assert run("verify", "unused.alloy", "--ignore", "unusd").exit_code == 2


def test_yaml_is_one_error(folder: Path) -> None:
    (folder / "values.yaml").write_text("cluster:\n  name: a\ndestinations:\n  b: {type: loki}\n")
    result = run("verify", "values.yaml", "--format", "json")
    assert [fault["message"] for fault in json.loads(result.output)] == ["this is YAML, not Alloy"]


def test_what_we_print_has_nothing_unused() -> None:
    result = run("verify", "fixtures/expected/application-observability--every-option")
    assert "unused-component" not in result.output
