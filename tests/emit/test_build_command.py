"""`alloyc build` with formats for deploying: files, `--check`, the options that matter to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main

FORMATS = ("manifests", "helmfile", "kustomize", "argocd", "flux")
VALUES = """
cluster: {name: unit}
destinations: {logs: {type: loki, url: "https://loki.example/push"}}
clusterEvents: {enabled: true}
collectors: {NAME: {presets: [singleton]}}
"""


def run(*arguments: str, name: str = "alloy", more: str = "") -> Result:
    values = VALUES.replace("NAME", name) + more
    return CliRunner().invoke(main, ["build", "-", *arguments], input=values, catch_exceptions=False)


@pytest.mark.parametrize("form", FORMATS)
def test_check_knows_what_was_written(form: str, tmp_path: Path) -> None:
    folder = ["--format", form, "-o", str(tmp_path / "out")]
    assert run(*folder).exit_code == 0
    assert run(*folder, "--check").exit_code == 0
    stale = run(*folder, "--check", more="global: {namespaceOverride: other}\n")
    assert (stale.exit_code, "namespace: other" in stale.stdout) == (1, True)


def test_files_of_an_earlier_build_are_told_of_and_kept(tmp_path: Path) -> None:
    folder = ["--format", "manifests", "-o", str(tmp_path)]
    run(*folder)
    assert "leftover-file" in run(*folder, name="other").stderr
    assert (tmp_path / "collector-alloy.yaml").exists()
    assert run(*folder, "--check", name="other").exit_code == 1


def test_files_of_others_are_not_left_over(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("a: 1\n")
    folder = ["--format", "manifests", "-o", str(tmp_path)]
    assert "leftover-file" not in run(*folder).stderr
    assert run(*folder, "--check").exit_code == 0


def test_the_hash_can_be_left_out() -> None:
    assert "checksum/config" in run("--format", "manifests").stdout
    assert "checksum/config" not in run("--format", "manifests", "--no-config-hash").stdout


def test_a_tool_that_deploys_all_gets_all() -> None:
    result = run("--format", "flux", "--collector", "alloy")
    assert (result.exit_code, "without --collector" in result.stderr) == (2, True)


def test_faults_of_a_format_are_placed_in_the_values() -> None:
    extra = 'extraObjects:\n- apiVersion: v1\n  kind: ConfigMap\n  data: {a: "{{ .Values.a }}"}\n'
    result = run("--format", "manifests", more=extra)
    assert (result.exit_code, "helm-template" in result.stderr) == (1, True)
    assert "<stdin>:9:" in result.stderr
    assert run("--format", "alloy", more=extra).exit_code == 0
