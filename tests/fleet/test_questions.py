"""The commands of a fleet, as they are called."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main

BASE = """\
destinations:
  metrics: {type: prometheus, url: https://example.com}
  logs: {type: loki, url: https://example.com}
collectors: {single: {presets: [singleton]}}
clusterEvents:
  enabled: true
"""
PROJECT = """\
matrix:
  - clusters: clusters/{region}/*.yaml
    over: [base.yaml]
    set: {cluster.name: "{cluster}"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for region in ("ap", "eu", "us"):
        (tmp_path / "clusters" / region).mkdir(parents=True)
        for number in (1, 2):
            (tmp_path / "clusters" / region / f"{region}-{number}.yaml").write_text("")
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "alloyc.yaml").write_text(PROJECT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def built(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "out").iterdir() if path.is_dir())


def commit(folder: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "a commit")):
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)


def test_a_build_leaves_a_folder_a_cluster(folder: Path) -> None:
    assert call("fleet", "build", "--jobs", "1").exit_code == 0
    assert built(folder) == ["ap-1", "ap-2", "eu-1", "eu-2", "us-1", "us-2"]
    text = (folder / "out" / "eu-1" / "single.alloy").read_text()
    assert call("build", "--cluster", "eu-1").stdout.partition("\n")[2] == text


def test_a_command_finds_the_project_above(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "alloyc.yaml").write_text(
        "release: mine\nnamespace: here\nvalues: [base.yaml]\nset: {cluster.name: x}\nformat: configmap\n"
    )
    monkeypatch.chdir(folder / "clusters")
    assert "namespace: here" in call("build").stdout
    assert "namespace: there" in call("build", "--namespace", "there").stdout


@pytest.mark.parametrize("command", ["build", "check", "diff", "fmt", "graph", "plan", "test", "why", "fleet plan"])
def test_every_command_on_configurations_reads_the_project_above(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (folder / "alloyc.yaml").write_text("namespace: Not_one")
    monkeypatch.chdir(folder / "clusters")
    said = call(*command.split(), "x.alloy")
    assert (said.exit_code, "error[invalid-name]: `Not_one`" in said.stderr) == (1, True)


def test_a_project_that_is_wrong_does_not_keep_from_reading_why(folder: Path) -> None:
    (folder / "alloyc.yaml").write_text("namespace: Not_one")
    assert call("explain", "invalid-name").exit_code == 0


def test_plan_has_a_row_for_each_cluster(folder: Path) -> None:
    rows = call("fleet", "plan", "--cluster", "eu-*", "--jobs", "1").stdout.splitlines()
    assert [row.split()[0] for row in rows] == ["CLUSTER", "eu-1", "eu-2"]
    assert "clusterEvents" in rows[1]


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("alloyc.yaml", PROJECT.replace('"{cluster}"', "same"), "cluster-name-shared"),
        ("clusters/eu/ clusters/us/", "destinations: {more: {type: nop}}", "missing-in-region"),
    ],
)
def test_check_finds_what_is_wrong_across_clusters(folder: Path, file: str, text: str, code: str) -> None:
    assert call("fleet", "check", "--jobs", "1").exit_code == 0
    for place in file.split():
        for path in (folder / place).iterdir() if place.endswith("/") else [folder / place]:
            path.write_text(text)
    found = call("fleet", "check", "--jobs", "1")
    assert found.exit_code == 1
    assert f"error[{code}]" in found.stderr


def test_diff_groups_clusters_that_change_alike(folder: Path) -> None:
    commit(folder)
    assert call("fleet", "diff", "HEAD", "--jobs", "1").stdout == "no cluster changes\n"
    for name in ("us-1", "us-2"):
        text = "destinations: {logs: {url: https://other.example.com}}"
        (folder / "clusters" / "us" / f"{name}.yaml").write_text(text)
    said = call("fleet", "diff", "HEAD", "--jobs", "1")
    assert (said.exit_code, said.stdout.splitlines()[0]) == (1, "2 clusters: us-1, us-2: 1 endpoint changed")
    assert "~ endpoint.url: " in said.stdout
    assert "base.yaml:3 destinations.logs.url -> clusters/us/us-1.yaml:1" in said.stdout


def test_diff_holds_a_group_to_the_budgets_of_the_project(folder: Path) -> None:
    commit(folder)
    (folder / "clusters" / "us" / "us-1.yaml").write_text("clusterEvents: {excludeNamespaces: [a]}")
    (folder / "alloyc.yaml").write_text(PROJECT + "budgets: [small.yaml]\n")
    (folder / "small.yaml").write_text("labels: {forbidden: [cluster]}\n")
    assert "budget: " in call("fleet", "diff", "HEAD", "--jobs", "1").stdout
    (folder / "small.yaml").write_text("nonsense: 1\n")
    assert "error[unknown-key]" in call("fleet", "diff", "HEAD", "--jobs", "1").stderr


def test_diff_says_which_clusters_come_and_go(folder: Path) -> None:
    commit(folder)
    (folder / "clusters" / "eu" / "eu-1.yaml").rename(folder / "clusters" / "eu" / "eu-3.yaml")
    said = call("fleet", "diff", "HEAD", "--jobs", "1", "--format", "markdown")
    assert "### cluster eu-1\n\nnow: no such cluster" in said.stdout
    assert "### cluster eu-3\n\nbefore: no such cluster" in said.stdout


def test_diff_looks_at_changed_clusters_only(folder: Path) -> None:
    commit(folder)
    (folder / "clusters" / "us" / "us-1.yaml").write_text("clusterEvents: {excludeNamespaces: [a]}")
    commit(folder)
    (folder / "clusters" / "us" / "us-2.yaml").write_text("clusterEvents: {excludeNamespaces: [a]}")
    said = call("fleet", "diff", "HEAD~1", "--changed-since", "HEAD", "--jobs", "1")
    assert said.stdout.startswith("cluster us-2: ")


def test_changed_since_takes_the_clusters_of_changed_files(folder: Path) -> None:
    commit(folder)
    (folder / "clusters" / "eu" / "eu-2.yaml").write_text("clusterEvents: {excludeNamespaces: [a]}")
    call("fleet", "build", "--changed-since", "HEAD", "--jobs", "1")
    assert built(folder) == ["eu-2"]


def test_the_folder_of_a_cluster_that_is_no_more_is_removed(folder: Path) -> None:
    call("fleet", "build", "--jobs", "1")
    (folder / "out" / "mine").mkdir()
    (folder / "clusters" / "eu" / "eu-1.yaml").unlink()
    assert "1 of clusters that are no more removed" in call("fleet", "build", "--jobs", "1").stderr
    assert built(folder) == ["ap-1", "ap-2", "eu-2", "mine", "us-1", "us-2"]


def test_what_somebody_changed_in_the_folder_of_a_cluster_that_is_no_more_stays(folder: Path) -> None:
    call("fleet", "build", "--jobs", "1")
    (folder / "out" / "eu-1" / "single.alloy").write_text("// mine")
    (folder / "clusters" / "eu" / "eu-1.yaml").unlink()
    for _ in range(2):
        assert "warning[leftover-file]" in call("fleet", "build", "--jobs", "1").stderr
    assert (folder / "out" / "eu-1" / "single.alloy").read_text() == "// mine"


def test_check_says_that_a_value_is_dead_if_it_is_in_every_cluster(folder: Path) -> None:
    own = "clusterEvents: {excludeNamespaces: [b]}"
    (folder / "base.yaml").write_text(BASE + "  excludeNamespaces: [a]\n" + "cluster: {name: dead}\n")
    (folder / "clusters" / "eu" / "eu-1.yaml").write_text(own)
    found = call("fleet", "check", "--jobs", "1")
    assert (found.exit_code, "excludeNamespaces" in found.stderr) == (1, False)
    assert "`cluster.name` has no effect: it is set again" in found.stderr
    assert "excludeNamespaces" in call("fleet", "check", "--jobs", "1", "--cluster", "eu-1").stderr


def test_check_asks_again_only_where_something_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "base.yaml").write_text(BASE + "cluster: {name: dead}\n")
    first = call("fleet", "check", "--jobs", "1")
    monkeypatch.setattr("alloyc.fleet.check.check_values", None)
    assert call("fleet", "check", "--jobs", "1").output == first.output


TESTS = """\
tests:
  - name: events arrive
    given:
      at: clusterEvents
      logs: [{line: "hello"}]
    expect: [{to: logs, logs: 1}]
"""


def test_tests_without_values_are_run_against_each_cluster(folder: Path) -> None:
    (folder / "all.alloytest.yaml").write_text(TESTS)
    (folder / "eu.alloytest.yaml").write_text(TESTS.replace("logs: 1", "logs: 2"))
    (folder / "alloyc.yaml").write_text(PROJECT + 'tests: [all.alloytest.yaml, "{region}.alloytest.yaml"]\n')
    found = call("fleet", "test", "--jobs", "1")
    assert (found.exit_code, found.stdout) == (1, "6 passed, 2 failed\n")
    assert "(in 2 clusters: eu-1, eu-2)" in found.stderr
    assert call("fleet", "test", "--jobs", "1", "--cluster", "us-*").exit_code == 0


def test_a_test_without_values_is_of_the_cluster_that_is_named(folder: Path) -> None:
    (folder / "all.alloytest.yaml").write_text(TESTS)
    assert call("test", "--cluster", "eu-1").stdout == "1 passed\n"
    assert "name one cluster" in call("test").stderr


def test_init_writes_a_project_for_a_layout(folder: Path) -> None:
    (folder / "alloyc.yaml").unlink()
    assert call("init").exit_code == 0
    assert call("fleet", "plan", "--jobs", "1").stdout.count("clusterEvents") == 6
