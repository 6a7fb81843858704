"""What changes in the cluster: workloads, services, permissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.compile import Settings
from alloyc.diff.changes import Change
from alloyc.diff.compare import compare
from alloyc.diff.sides import Side, read_side
from diff.test_compare import OLD

HUSH = "hush-hush"
LOGS = f"""
collectors: {{alloy-metrics: {{}}, logs: {{presets: [filesystem-log-reader, daemonset]}}}}
clusterMetrics: {{collector: alloy-metrics}}
selfReporting: {{collector: alloy-metrics}}
podLogsViaLoki: {{enabled: true, collector: logs}}
destinations:
  loki: {{type: loki, url: https://loki/push, auth: {{type: basic, username: me, password: {HUSH}}}}}
"""
ALLOY = "Alloy k8smon-alloy-metrics"
CASES = [
    ("collectors: {alloy-metrics: {controller: {replicas: 3}}}",
     {("workloads", "changed", f"{ALLOY} controller.replicas", "1", "3")}),
    ("collectors: {alloy-metrics: {controller: {type: deployment}}}",
     {("workloads", "changed", f"{ALLOY} controller.type", '"statefulset"', '"deployment"')}),
    ("collectors: {alloy-metrics: {alloy: {resources: {limits: {memory: 1Gi}}}}}",
     {("workloads", "changed", f"{ALLOY} alloy.resources.limits.memory", "", '"1Gi"')}),
    ("collectors: {alloy-metrics: {image: {tag: v1.17.0}}}",
     {("workloads", "changed", f"{ALLOY} image.tag", "", '"v1.17.0"')}),
    ("collectors: {alloy-metrics: {rbac: {create: false}}}",
     {("permissions", "changed", f"{ALLOY} rbac.create", "", "false")}),
    ("telemetryServices: {kube-state-metrics: {replicas: 2}}",
     {("workloads", "changed", "service k8smon-kube-state-metrics values.replicas", "", "2")}),
]  # fmt: skip


def side(folder: Path, overlay: str) -> Side:
    (folder / "overlay.yaml").write_text(overlay)
    return read_side((str(OLD), str(folder / "overlay.yaml")), Settings(), {})


def changes(old: Side, new: Side) -> set[tuple[str, str, str, str, str]]:
    return {(c.aspect, c.how, c.name, c.old, c.new) for c in compare(old, new).changes}


@pytest.mark.parametrize(("overlay", "expected"), CASES)
def test_a_setting_of_a_workload(tmp_path: Path, overlay: str, expected: set[tuple[str, ...]]) -> None:
    old, new = side(tmp_path, "{}"), side(tmp_path, overlay)
    assert changes(old, new) == expected
    assert compare(old, new).same is False
    assert changes(new, new) == set()


def test_each_has_the_line_of_its_option(tmp_path: Path) -> None:
    overlay = "collectors:\n  alloy-metrics:\n    controller:\n      replicas: 3\n"
    [change] = compare(side(tmp_path, "{}"), side(tmp_path, overlay)).changes
    assert change.at_new is not None
    assert (change.at_new.path, change.at_new.line) == ("collectors.alloy-metrics.controller.replicas", 4)


def added(tmp_path: Path) -> list[Change]:
    return [c for c in compare(side(tmp_path, "{}"), side(tmp_path, LOGS)).changes if c.how == "added"]


def test_a_collector_comes_with_what_it_may(tmp_path: Path) -> None:
    names = {change.name for change in added(tmp_path)}
    assert {"Alloy k8smon-logs", "ConfigMap k8smon-logs", "logs: list, watch pods"} <= names
    assert any(name.startswith("logs: get secrets") for name in names)


def test_a_secret_comes_as_its_name_alone(tmp_path: Path) -> None:
    [secret] = [change for change in added(tmp_path) if change.aspect == "credentials"]
    assert (secret.name, secret.old, secret.new) == ("Secret loki-k8smon-k8s-monitoring", "", "")
    assert HUSH not in repr(added(tmp_path))


def test_another_secret_is_a_change_that_shows_nothing(tmp_path: Path) -> None:
    found = changes(side(tmp_path, LOGS), side(tmp_path, LOGS.replace(HUSH, "quiet")))
    assert HUSH not in repr(found)
    assert "quiet" not in repr(found)


def test_a_secret_of_the_environment_is_not_shown(tmp_path: Path) -> None:
    overlay = "collectors: {alloy-metrics: {alloy: {extraEnv: [{name: API_TOKEN, value: %s}, {name: ZONE, value: b}]}}}"
    found = repr(changes(side(tmp_path, overlay % HUSH), side(tmp_path, overlay % "quiet-quiet")))
    assert ("API_TOKEN" in found, HUSH in found, "quiet-quiet" in found) == (False, False, False)
    shown = repr(changes(side(tmp_path, "{}"), side(tmp_path, overlay % HUSH)))
    assert ("API_TOKEN" in shown, "ZONE" in shown, HUSH in shown) == (True, True, False)


def test_another_configuration_is_no_other_workload(tmp_path: Path) -> None:
    found = changes(side(tmp_path, "{}"), side(tmp_path, "clusterMetrics: {kubelet: {scrapeInterval: 30s}}"))
    assert {aspect for aspect, *_ in found} == {"intervals"}
