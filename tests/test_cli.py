"""The command line as a user meets it: what it prints, what it writes, how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from alloyc.cli import main

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "values"
MINIMAL = str(FIXTURES / "cluster-events--minimal.yaml")


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


def test_build_prints_each_collector_under_its_name() -> None:
    result = run("build", MINIMAL)
    assert result.exit_code == 0
    assert result.stdout.startswith("// events\n// clusterEvents\nloki.process")


def test_the_version_names_the_chart_and_the_versions_of_alloy() -> None:
    assert run("--version").stdout.endswith("(k8s-monitoring 4.5.0, Alloy 1.8 to 1.19)\n")


def test_build_reads_standard_input() -> None:
    assert run("build", "-", stdin=Path(MINIMAL).read_text()).stdout == run("build", MINIMAL).stdout


def test_later_files_and_overrides_win(tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    later.write_text("cluster: {name: from-file}\n")
    assert '"from-file"' in run("build", MINIMAL, "-f", str(later)).stdout
    assert '"from-set"' in run("build", MINIMAL, str(later), "--set", "cluster.name=from-set").stdout


def test_build_writes_files_and_check_compares_them(tmp_path: Path) -> None:
    folder = str(tmp_path / "out")
    assert run("build", MINIMAL, "-o", folder).exit_code == 0
    assert sorted(path.name for path in Path(folder).iterdir()) == [".alloyc", "events.alloy"]
    assert run("build", MINIMAL, "-o", folder, "--check").exit_code == 0
    (Path(folder) / "events.alloy").write_text("stale\n")
    stale = run("build", MINIMAL, "-o", folder, "--check")
    assert stale.exit_code == 3
    assert "-stale" in stale.stdout
    assert (Path(folder) / "events.alloy").read_text() == "stale\n"


def test_configmap_has_the_name_that_the_collector_reads() -> None:
    document = yaml.safe_load(run("build", MINIMAL, "--format", "configmap", "--namespace", "monitoring").stdout)
    assert document["metadata"] == {"name": "k8smon-events", "namespace": "monitoring"}
    assert document["data"]["config.alloy"] + "" in run("build", MINIMAL).stdout


def test_one_collector_can_be_picked() -> None:
    assert run("build", MINIMAL, "--collector", "events").exit_code == 0
    missing = run("build", MINIMAL, "--collector", "nothing")
    assert missing.exit_code == 2
    assert "there are events" in missing.stderr


def test_faults_are_all_reported_with_their_places(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("cluster: {name: x}\nclusterEvent: {}\nclusterEvents:\n  enabled: yes please\n")
    result = run("build", str(values))
    assert result.exit_code == 1
    assert "unknown-key" in result.stderr
    assert "wrong-type" in result.stderr
    assert f"{values}:4:" in result.stderr
    assert "did you mean `clusterEvents`?" in result.stderr
    assert result.stdout == ""


def test_faults_for_machines(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("cluster: {nam: x}\n")
    faults = json.loads(run("build", str(values), "--diagnostics", "json").stderr)
    assert {"unknown-key", "no-collector"} <= {fault["code"] for fault in faults}


def test_unknown_keys_can_be_warnings() -> None:
    result = run("build", MINIMAL, "--set", "clusterEvents.unheard=1", "--unknown-keys", "warn")
    assert result.exit_code == 0
    assert "warning[unknown-key]" in result.stderr


def test_plan_is_a_table() -> None:
    lines = run("plan", MINIMAL).stdout.splitlines()
    assert lines[0].split() == ["COLLECTOR", "PRESETS", "FEATURE", "TELEMETRY", "PROCESSORS", "DESTINATIONS"]
    assert lines[1].split() == ["events", "singleton", "clusterEvents", "loki", "logs", "-", "logs"]


def test_stats_say_what_each_pass_did() -> None:
    assert "drop_unused:" in run("build", MINIMAL, "--stats").stderr


def test_fmt_writes_tests_and_shows(tmp_path: Path) -> None:
    file = tmp_path / "a.alloy"
    file.write_text('a   =  1\nbb = "x"\n')
    assert run("fmt", str(file)).stdout == 'a  = 1\nbb = "x"\n'
    assert run("fmt", "-t", str(file)).exit_code == 3
    assert "+a  = 1" in run("fmt", "--diff", str(file)).stdout
    assert run("fmt", "-w", str(file)).exit_code == 0
    assert run("fmt", "-t", str(file)).exit_code == 0


def test_diff_compares_what_configurations_do(tmp_path: Path) -> None:
    one, other = tmp_path / "one.alloy", tmp_path / "other.alloy"
    one.write_text('loki.source.api "a" { forward_to = [loki.write.w.receiver] }\nloki.write "w" { }\n')
    other.write_text('loki.write "x" { }\nloki.source.api "b" { forward_to = [loki.write.x.receiver] }\n')
    assert run("diff", str(one), str(other)).stdout == "they do the same\n"
    other.write_text('loki.source.api "b" { forward_to = [] }\n')
    assert run("diff", str(one), str(other)).exit_code == 1


def test_explain_knows_every_code() -> None:
    assert run("explain", "unknown-key").stdout.startswith("# unknown-key")
    assert run("explain", "unknown-kye").exit_code == 2


def test_presets_are_listed() -> None:
    assert "clustered" in run("presets").stdout
    assert "type: daemonset" in run("presets", "daemonset").stdout


def test_schema_is_json() -> None:
    schema = json.loads(run("schema").stdout)
    assert {"clusterMetrics", "destinations", "collectors"} <= set(schema["properties"])


@pytest.mark.parametrize("command", ["build", "plan"])
def test_without_values_it_is_wrong_usage(command: str) -> None:
    assert run(command).exit_code == 2


def test_faults_in_arguments_and_standard_input_are_shown() -> None:
    assert "a..b=1" in run("build", MINIMAL, "--set", "a..b=1").stderr
    assert "clusterEvent: {}" in run("build", "-", stdin="clusterEvent: {}\n").stderr


@pytest.mark.parametrize("key", ['"a\tb"', r'"a\\b"', r"`a\b`"])
def test_fmt_does_not_write_what_says_something_else(key: str, tmp_path: Path) -> None:
    file = tmp_path / "a.alloy"
    file.write_text(f"x = {{ {key}=1 }}\n")
    result = run("fmt", "-w", str(file))
    assert (result.exit_code, "changed-by-format" in result.stderr) == (1, True)
    assert file.read_text() == f"x = {{ {key}=1 }}\n"


def test_fmt_keeps_rights_and_links(tmp_path: Path) -> None:
    file, link = tmp_path / "a.alloy", tmp_path / "link.alloy"
    file.write_text("a  =1\n")
    file.chmod(0o604)
    link.symlink_to(file)
    assert run("fmt", "-w", str(link)).exit_code == 0
    assert (link.is_symlink(), file.read_text(), file.stat().st_mode & 0o777) == (True, "a = 1\n", 0o604)


@pytest.mark.parametrize(("command", "code"), [(["fmt", "-t"], 3), (["verify"], 1), (["compat"], 1)])
def test_folders_are_searched(command: list[str], code: int, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    assert run(*command, str(tmp_path)).exit_code == 2
    (tmp_path / "inner" / "a.alloy").write_text("nothing   = 1\n")
    (tmp_path / "inner" / "not-alloy.txt").write_text("}")
    result = run(*command, str(tmp_path))
    assert (result.exit_code, f"{tmp_path}/inner/a.alloy" in result.output) == (code, True)


@pytest.mark.parametrize("command", ["fmt", "verify", "compat"])
def test_a_file_may_have_no_end(command: str) -> None:
    result = run(command, "/dev/zero")
    assert (result.exit_code, "file-too-large" in result.stderr) == (1, True)


def test_fmt_does_not_write_what_formatting_breaks(tmp_path: Path) -> None:
    file = tmp_path / "a.alloy"
    file.write_text("x = f(\n\t// nothing\n)\n")
    result = run("fmt", "-w", str(file))
    assert result.exit_code == 1
    assert "broken-by-format" in result.stderr
    assert file.read_text() == "x = f(\n\t// nothing\n)\n"


@pytest.mark.parametrize("command", [["fmt", "-w"], ["verify"], ["compat"]])
def test_no_name_is_not_the_folder_that_one_is_in(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.alloy").write_text("a   = 1\n")
    monkeypatch.chdir(tmp_path)
    assert run(*command, "").exit_code == 2
    assert (tmp_path / "a.alloy").read_text() == "a   = 1\n"


def test_a_folder_is_what_is_in_it(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.alloy"
    elsewhere.write_text("a   = 1\n")
    for name in ("inner", ".hidden", "inner/.git"):
        (tmp_path / "folder" / name).mkdir(parents=True)
        (tmp_path / "folder" / name / "a.alloy").write_text("a   = 1\n")
    (tmp_path / "folder" / "link.alloy").symlink_to(elsewhere)
    (tmp_path / "folder" / "above").symlink_to(tmp_path)
    assert run("fmt", "-t", str(tmp_path / "folder")).stdout == f"{tmp_path}/folder/inner/a.alloy\n"


def test_names_that_are_nothing_are_wrong_usage() -> None:
    assert run("migrate", MINIMAL, "-o", "").exit_code == 2
    assert run("diff", "-", "-").exit_code == 2
