"""Pipelines for Grafana Fleet Management, and the small configurations that fetch them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from alloyc import build
from alloyc.emit import check_form, rendered
from alloyc.graph.read import read_graph
from alloyc.report.diagnostics import Refused

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
VALUES = FIXTURES / "values" / "remote-config--pipelines.yaml"
SCHEMA = json.loads((FIXTURES / "terraform" / "fleet_management_pipeline.json").read_text())
COLLECTORS = ("alloy-logs", "alloy-metrics")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return rendered(build(str(VALUES)), "fleet-management", COLLECTORS)


def names(text: str) -> set[str]:
    return {component.name for component in read_graph(text).components}


def test_a_collector_keeps_what_it_fetches_with(files: dict[str, str]) -> None:
    assert names(files["alloy-logs.alloy"]) == {
        "remotecfg",
        "remote.kubernetes.secret.alloy_logs_remote_cfg",
    }


def test_what_it_keeps_and_what_it_fetches_is_all_that_it_does(files: dict[str, str]) -> None:
    pipelines = json.loads(files["pipelines.json"])["pipelines"]
    for configuration in build(str(VALUES)).configurations:
        [contents] = [p["contents"] for p in pipelines if configuration.collector in p["matchers"][-1]]
        own = names(files[f"{configuration.collector}.alloy"])
        assert own | names(contents) == {component.name for component in configuration.graph.components}
        assert own & names(contents) == set()


def test_matchers_are_the_attributes_of_one_collector(files: dict[str, str]) -> None:
    [_, pipeline] = sorted(json.loads(files["pipelines.json"])["pipelines"], key=lambda one: str(one["name"]))
    wanted = ['cluster="eu-1"', 'release="k8smon"', 'namespace="default"', 'workloadName="alloy-metrics"']
    assert (pipeline["matchers"], pipeline["enabled"]) == (wanted, True)
    assert pipeline["name"].startswith("alloyc_eu_1_alloy_metrics_")


def test_terraform_has_what_the_provider_takes(files: dict[str, str]) -> None:
    resources = json.loads(files["pipelines.tf.json"])["resource"]["grafana_fleet_management_pipeline"]
    for resource in resources.values():
        jsonschema.validate(resource, SCHEMA)
    wanted = {pipeline["name"]: pipeline["contents"] for pipeline in json.loads(files["pipelines.json"])["pipelines"]}
    assert {name: unescaped(resource["contents"]) for name, resource in resources.items()} == wanted


def unescaped(text: str) -> str:
    """What Terraform makes of a text that fills nothing in."""
    assert "${" not in text.replace("$${", "")
    return text.replace("$${", "${").replace("%%{", "%{")


def test_what_terraform_would_fill_in_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("destinations: {metrics: {extraLabels: {a: 'x${y}%{z}'}}}\n")
    made = rendered(build(str(VALUES), str(tmp_path / "v.yaml")), "fleet-management", COLLECTORS)
    assert "x$${y}%%{z}" in made["pipelines.tf.json"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("collectors: {alloy-logs: {remoteConfig: {enabled: false}}}", "no-remote-config"),
        (
            "collectors: {alloy-logs: {remoteConfig: {extraAttributes: {workloadName: alloy-metrics}}}}",
            "invalid-matcher",
        ),
        ("collectors: {alloy-logs: {remoteConfig: {extraAttributes: {workloadName: ''}}}}", "invalid-matcher"),
        (f"cluster: {{name: {'x' * 200}}}", "invalid-matcher"),
    ],
)
def test_what_no_pipeline_can_reach_is_refused(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "v.yaml").write_text(text)
    with pytest.raises(Refused) as refused:
        check_form(build(str(VALUES), str(tmp_path / "v.yaml")), "fleet-management")
    assert {fault.code for fault in refused.value.diagnostics} == {code}


def test_an_installation_is_a_source_of_its_own(files: dict[str, str]) -> None:
    assert json.loads(files["pipelines.json"])["source"]["namespace"] == "alloyc/eu-1/default/k8smon"
