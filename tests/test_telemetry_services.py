"""A service is found where it is deployed, or where the values say."""

from __future__ import annotations

from support.small import build, faults, value

SOURCE = "costMetrics: {enabled: true, opencost: {namespace: finance, labelMatchers: %s}}"
DISCOVERY = "discovery.kubernetes.cost_metrics_opencost"


def test_an_existing_service() -> None:
    found = build(SOURCE % "{app: opencost}")[DISCOVERY]
    assert value(found, "namespaces", "names") == ["finance"]
    assert value(found, "selectors", "label") == "app=opencost"


def test_a_deployed_service() -> None:
    services = "\ntelemetryServices: {node-exporter: {deploy: true, namespaceOverride: exporters}}"
    built = build("hostMetrics: {enabled: true, linuxHosts: {enabled: true, namespace: elsewhere}}" + services)
    found = built["discovery.kubernetes.linux_hosts_node_exporter"]
    assert value(found, "namespaces", "names") == ["exporters"]
    assert value(found, "selectors", "label") == "release=k8smon,app.kubernetes.io/name=node-exporter"


def test_a_namespace_alone_finds_nothing() -> None:
    assert faults(SOURCE % "{}") == [("missing-telemetry-service", "costMetrics.opencost")]
