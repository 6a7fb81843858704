"""`alloyc build` with formats for deploying: files, `--check`, the options that matter to them."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
import yaml
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


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize("form", FORMATS)
def test_check_knows_what_was_written(form: str, tmp_path: Path) -> None:
    folder = ["--format", form, "-o", str(tmp_path / "out")]
    assert run(*folder).exit_code == 0
    assert run(*folder, "--check").exit_code == 0
    stale = run(*folder, "--check", more="global: {namespaceOverride: other}\n")
    assert (stale.exit_code, "namespace: other" in stale.stdout) == (3, True)


@pytest.mark.parametrize("form", ["alloy", "configmap", *FORMATS])
def test_files_of_an_earlier_build_are_known_and_removed(form: str, tmp_path: Path) -> None:
    folder = ["--format", form, "-o", str(tmp_path)]
    run(*folder)
    stale = run(*folder, "--check", name="other")
    assert (stale.exit_code, "(absent)" in stale.stdout) == (3, True)
    assert "removed " in run(*folder, name="other").stderr
    assert run(*folder, "--check", name="other").exit_code == 0
    assert not [path for path in tmp_path.rglob("*.*") if path.stem in ("alloy", "collector-alloy", "alloy.configmap")]


def test_a_file_of_an_earlier_build_that_was_changed_stays(tmp_path: Path) -> None:
    run("-o", str(tmp_path))
    (tmp_path / "alloy.alloy").write_text("// mine\n")
    assert "leftover-file" in run("-o", str(tmp_path), name="other").stderr
    assert run("-o", str(tmp_path), "--check", name="other").exit_code == 3
    assert (tmp_path / "alloy.alloy").exists()


def test_one_collector_alone_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / ".alloyc").write_text("alloy 0 other.alloy\n")
    (tmp_path / "other.alloy").write_text("")
    run("-o", str(tmp_path), "--collector", "alloy")
    assert (tmp_path / "other.alloy").exists()
    assert "other.alloy" in (tmp_path / ".alloyc").read_text()


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


def test_a_program_gets_staleness_as_diagnostics(tmp_path: Path) -> None:
    stale = run("-o", str(tmp_path), "--check", "--diagnostics", "json")
    (found,) = json.loads(stale.stderr)
    assert (stale.exit_code, stale.stdout) == (3, "")
    assert (found["code"], found["file"]) == ("stale-file", f"{tmp_path}/alloy.alloy")


SECRET = "destinations: {logs: {auth: {type: basic, username: me, password: hunter2-WORD}, secret: {embed: EMBED}}}\n"


@pytest.mark.parametrize("embed", ["true", "false"])
@pytest.mark.parametrize("form", ["alloy", "configmap", "manifests"])
def test_check_shows_no_secrets(form: str, embed: str, tmp_path: Path) -> None:
    folder, values = ["--format", form, "-o", str(tmp_path)], tmp_path / "more.yaml"
    for word in ("one", "two"):
        values.write_text(SECRET.replace("EMBED", embed).replace("WORD", word))
        result = run(str(values), *folder, *(["--check"] if word == "two" else []))
    told = result.output
    assert not [word for word in ("one", "two") if f"hunter2-{word}" in told or b64(f"hunter2-{word}") in told]
    assert result.exit_code == (0 if (form, embed) == ("alloy", "false") else 3)


def test_secrets_can_be_left_out_of_what_is_checked(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(SECRET.replace("EMBED", "false"))
    folder = [str(tmp_path / "more.yaml"), "--format", "manifests", "-o", str(tmp_path / "out")]
    run(*folder)
    (tmp_path / "out" / "secrets.yaml").unlink()
    assert run(*folder, "--check").exit_code == 3
    assert run(*folder, "--check", "--no-check-secrets").exit_code == 0


def test_no_directory_is_wrong_usage() -> None:
    assert run("-o", "").exit_code == 2
    assert run("-").exit_code == 2


def steps(folder: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((folder / "flux.yaml").read_text()))


def test_flux_finds_the_files_from_wherever_they_are_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "inner").mkdir()
    out = tmp_path / "clusters" / "one"
    for here, name in ((tmp_path, "clusters/one"), (tmp_path / "inner", "../clusters/one"), (tmp_path, str(out))):
        monkeypatch.chdir(here)
        assert run("--format", "flux", "-o", name).exit_code == 0
        assert run("--format", "flux", "-o", name, "--check").exit_code == 0
        assert [step["spec"]["path"] for step in steps(out)] == [
            "./clusters/one/services",
            "./clusters/one/collectors",
        ]


def test_where_nobody_can_tell_the_path_it_is_told(tmp_path: Path) -> None:
    assert "unknown-repository-path" in run("--format", "flux", "-o", str(tmp_path)).stderr
    told = run("--format", "flux", "-o", str(tmp_path), "--deploy-path", "a/b")
    assert ("unknown-repository-path" in told.stderr, steps(tmp_path)[0]["spec"]["path"]) == (False, "./a/b/services")


def test_flux_deploys_to_another_cluster(tmp_path: Path) -> None:
    options = ["--deploy-namespace", "fleet", "--deploy-server", "spoke", "--deploy-repository", "git"]
    run("--format", "flux", "-o", str(tmp_path), *options)
    services, collectors = steps(tmp_path)
    secret = {"secretRef": {"name": "spoke"}}
    assert ("kubeConfig" in services["spec"], collectors["spec"]["kubeConfig"]) == (False, secret)
    assert services["metadata"]["namespace"] == "fleet"
    assert services["spec"]["sourceRef"]["name"] == "git"
    release = yaml.safe_load((tmp_path / "services" / "k8smon-alloy-operator.yaml").read_text())
    assert release["spec"]["kubeConfig"] == secret


def test_argocd_deploys_to_another_cluster(tmp_path: Path) -> None:
    values = {"project": "p", "namespace": "n", "server": "https://spoke", "repository": "https://git", "path": "a"}
    options = [word for name, value in values.items() for word in (f"--deploy-{name}", value)]
    run("--format", "argocd", "-o", str(tmp_path), *options)
    made = [yaml.safe_load(path.read_text()) for path in sorted((tmp_path / "services").iterdir())]
    assert {found["spec"]["destination"]["server"] for found in made} == {"https://spoke"}
    assert {(found["metadata"]["namespace"], found["spec"]["project"]) for found in made} == {("n", "p")}
    source = next(found["spec"]["source"] for found in made if "path" in found["spec"]["source"])
    assert source == {"repoURL": "https://git", "path": "a/collectors", "targetRevision": "HEAD"}


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "manifests", "--deploy-path", "a"],
        ["--format", "flux", "--deploy-project", "a"],
        ["--format", "argocd", "--deploy-server", "a"],
    ],
)
def test_settings_that_would_do_nothing_are_wrong_usage(options: list[str]) -> None:
    assert run(*options).exit_code == 2


def test_files_without_comments_are_known_by_their_record(tmp_path: Path) -> None:
    def verified() -> str:
        return CliRunner().invoke(main, ["verify", str(tmp_path), "--stability", "experimental"]).output

    run("-o", str(tmp_path), "--comments", "none")
    assert verified() == ""
    (tmp_path / "alloy.alloy").write_text((tmp_path / "alloy.alloy").read_text() + "\n")
    assert "unused-component" in verified()
