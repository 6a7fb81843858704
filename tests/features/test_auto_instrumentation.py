"""Beyla: how it is scraped, and the configuration that it runs with."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from alloyc.compile import Settings, plan_values
from alloyc.features._beyla_config import beyla_config
from alloyc.values.load import load
from support.reference import ABSENT, CONFORMANCE, cases, expected, values_of
from support.small import build, planned, value

FILE = "beyla-config.yml"
ON = "autoInstrumentation: {enabled: true, beyla: %s}"


def configured(case: str) -> list[Any]:
    """Beyla's configuration in the reference; none where it has no Beyla."""
    objects = CONFORMANCE / "cases" / case / "objects.json"
    if "refused" in expected(case) or not objects.exists():
        return []
    return [o["data"][FILE] for o in json.loads(objects.read_text()) if FILE in o.get("data", {})]


WITH_BEYLA = [case for case in cases() if configured(case)]


@pytest.mark.parametrize("case", WITH_BEYLA or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))])
def test_configuration_is_the_references(case: str) -> None:
    plan = plan_values(load([str(values_of(case))]), Settings(unknown_keys="warn"))
    options: Any = plan.installation.features["autoInstrumentation"]
    assert beyla_config(options.beyla, plan.installation) == yaml.safe_load(configured(case)[0])


def configuration(beyla: str) -> dict[str, Any]:
    plan = planned(ON % beyla)
    options: Any = plan.installation.features["autoInstrumentation"]
    return beyla_config(options.beyla, plan.installation)


def test_the_users_discovery_goes_before_the_presets() -> None:
    found = configuration("{config: {data: {discovery: {instrument: [{k8s_namespace: shop}]}}}}")
    assert found["discovery"]["instrument"] == [{"k8s_namespace": "shop"}]
    assert "exclude_instrument" in found["discovery"]


def test_the_port_is_the_services() -> None:
    found = configuration("{service: {targetPort: 9191}, config: {data: {prometheus_export: {port: 1}}}}")
    assert (found["prometheus_export"]["port"], found["internal_metrics"]["prometheus"]["port"]) == (9191, 9191)


def test_null_removes_a_default() -> None:
    assert (
        "features" not in configuration("{config: {data: {prometheus_export: {features: null}}}}")["prometheus_export"]
    )


def test_network_preset_instruments_no_application() -> None:
    found = configuration("{preset: network}")
    assert found["network"] == {"enable": True}
    assert "discovery" not in found


def test_applications_are_scraped_without_a_job_name() -> None:
    built = build(ON % "{}")
    assert value(built["prometheus.scrape.beyla_applications"], "job_name") is None
    assert value(built["prometheus.scrape.beyla_internal"], "job_name") == "integrations/beyla"


COLLECTORS = """
  tempo: {type: otlp, url: "http://tempo:4317", traces: {enabled: true}}
collectors:
  alloy: {presets: [clustered, statefulset]}
  apps: {presets: [deployment], fullnameOverride: receiver, alloy: {extraPorts: [
    {name: otlp-grpc, port: 4317, targetPort: 4317, protocol: TCP}]}}
"""
TRACES = """
fullnameOverride: whole-release
autoInstrumentation: {enabled: true, collector: alloy}
applicationObservability: {enabled: true, collector: apps, receivers: {otlp: {grpc: {enabled: true}}}}
"""


def test_traces_go_to_the_collector_by_the_name_that_its_values_give() -> None:
    plan = planned(TRACES, COLLECTORS)
    options: Any = plan.installation.features["autoInstrumentation"]
    traces = beyla_config(options.beyla, plan.installation)["otel_traces_export"]
    assert traces == {"endpoint": "http://receiver.default.svc.cluster.local:4317"}
