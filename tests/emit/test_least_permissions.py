"""Manifests with the least roles that collectors need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.compile import compile_values
from alloyc.emit import rendered
from alloyc.emit.least_permissions import kept_permissions
from alloyc.emit.permissions import asked
from alloyc.values.load import load, load_text

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))
VALUES = """\
cluster: {name: prod}
destinations:
  logs: {type: loki, url: https://logs.example.com/loki/api/v1/push}
collectors:
  alloy:
    presets: [singleton]
clusterEvents: {enabled: true, namespaces: [shop]}
"""


def objects(text: str) -> list[dict[str, Any]]:
    files = rendered(compile_values(load_text(text)), "manifests", ["alloy"], least_permissions=True)
    return [found for file in files.values() for found in yaml.safe_load_all(file)]


def test_the_roles_stand_before_the_resource_that_has_none_made() -> None:
    found = objects(VALUES)
    kinds = [one["kind"] for one in found]
    assert kinds[-3:] == ["Role", "RoleBinding", "Alloy"]
    assert found[-1]["spec"]["rbac"] == {"create": False}
    assert found[-2]["subjects"] == [{"kind": "ServiceAccount", "name": "k8smon-alloy", "namespace": "default"}]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_kubernetes_takes_them_and_they_grant_all_that_is_asked(file: Path) -> None:
    built = compile_values(load([str(file)]))
    names = [one.collector for one in built.configurations]
    kept = {warned.path[-1] for warned in kept_permissions(built)}
    files = rendered(built, "manifests", names, least_permissions=True)
    for name, needed in asked(built).items():
        made = [one for one in yaml.safe_load_all(files[f"collector-{name}.yaml"]) if "Role" in one["kind"]]
        for one in made:
            kubernetes_validate.validate(one, "1.34", strict=True)
        rules = [rule for one in made if not one["kind"].endswith("Binding") for rule in one["rules"]]
        granted = {(about, verb) for rule in rules for about in _abouts(rule) for verb in rule["verbs"]}
        wanted = {(one.permission.url or one.permission.resource, one.permission.verb) for one in needed}
        assert name in kept or wanted <= granted


def _abouts(rule: dict[str, Any]) -> list[str]:
    return [*rule.get("resources", ()), *rule.get("nonResourceURLs", ())]


@pytest.mark.parametrize("rbac", ["rules: []", "create: true, clusterRules: []"])
def test_rules_of_ones_own_are_kept_and_told(rbac: str) -> None:
    text = VALUES.replace("[singleton]", f"[singleton]\n    rbac: {{{rbac}}}")
    assert [one.code for one in kept_permissions(compile_values(load_text(text)))] == ["kept-permissions"]
    assert "Role" not in [one["kind"] for one in objects(text)]


def test_it_is_for_manifests_alone(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    arguments = ["build", "--least-permissions", str(tmp_path / "values.yaml")]
    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, [*arguments, "--format", "manifests"]).exit_code == 0


def test_nothing_changes_without_it() -> None:
    built = compile_values(load_text(VALUES))
    assert "Role" not in str(rendered(built, "manifests", ["alloy"]))
