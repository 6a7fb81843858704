"""Each kind of object has a component, and the namespaces to leave out are told from `job`."""

from __future__ import annotations

import pytest

from support.small import build, faults, rules, value

EXPERIMENTAL = """
collectors:
  alloy: {presets: [clustered, statefulset], alloy: {stabilityLevel: experimental}}
"""
KINDS = {
    "podMonitors": ("podmonitors", "pod_monitors", "podMonitor"),
    "probes": ("probes", "probes", "probe"),
    "scrapeConfigs": ("scrapeconfigs", "scrape_configs", "scrapeConfig"),
    "serviceMonitors": ("servicemonitors", "service_monitors", "serviceMonitor"),
}


@pytest.mark.parametrize("option", KINDS)
def test_excluded_namespaces(option: str) -> None:
    kind, role, job = KINDS[option]
    section = f"prometheusOperatorObjects: {{enabled: true, {option}: {{enabled: true, excludeNamespaces: [a, b]}}}}"
    component = build(section, EXPERIMENTAL)[f"prometheus.operator.{kind}.prometheus_operator_objects_{role}"]
    assert rules(component) == [{"source_labels": ["job"], "regex": f"{job}/(a|b)/.*", "action": "drop"}]


def test_service_monitors_are_read_from_endpoint_slices() -> None:
    built = build("prometheusOperatorObjects: {enabled: true}")
    by_kind = {name.split(".")[2]: value(c, "kubernetes_role") for name, c in built.items() if ".operator." in name}
    assert by_kind == {"podmonitors": None, "probes": None, "servicemonitors": "endpointslice"}


def test_definitions_may_stand_turned_off() -> None:
    assert faults("prometheusOperatorObjects: {enabled: true, crds: {enabled: false}}") == []
