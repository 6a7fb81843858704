"""What applications send passes everything that the values ask for, and keeps out of what is off."""

from __future__ import annotations

from typing import Any

from alloyc.graph.component import Component, refs
from alloyc.syntax.ast import Block
from support.small import build, faults, planned, value

PREFIX = "application_observability"
MORE_OF_FRAME = """  gateway: {type: otlp, url: "https://otlp.example:4317"}
collectors:
  alloy: {presets: [deployment]}
"""
SECTION = "applicationObservability: {enabled: true, receivers: {otlp: {grpc: {enabled: true%s}}}%s}"


def built(receiver: str = "", more: str = "") -> dict[str, Component]:
    return build(SECTION % (receiver, more), MORE_OF_FRAME)


def blocks(component: Component, *path: str) -> list[Block]:
    """The blocks at a path of block names."""
    body: Any = component.body
    found: list[Block] = []
    for name in path:
        found = [statement for statement in body if isinstance(statement, Block) and statement.name == name]
        body = [inner for outer in found for inner in outer.body]
    return found


def fed(components: dict[str, Component], name: str, signal: str) -> list[str]:
    """The components that one sends a signal to, in order."""
    names = {component.id: found for found, component in components.items()}
    return [names[ref.component] for slot, ref in refs(components[name]) if slot == f"output.{signal}"]


def test_each_keepalive_setting_counts_alone() -> None:
    receiver = built(", keepalive: {serverParameters: {time: 5m}, enforcementPolicy: {minTime: 30s}}")
    otlp = receiver[f"otelcol.receiver.otlp.{PREFIX}_receiver"]
    assert value(otlp, "grpc", "keepalive", "server_parameters", "time") == "5m"
    assert value(otlp, "grpc", "keepalive", "enforcement_policy", "min_time") == "30s"


def test_a_block_for_each_label_of_the_pod_filter() -> None:
    selectors = "[{key: tier, value: front}, {key: canary, op: exists}]"
    found = built(more=f", processors: {{k8sattributes: {{filters: {{byLabel: {selectors}}}}}}}")
    assert len(blocks(found[f"otelcol.processor.k8sattributes.{PREFIX}"], "filter", "label")) == 2


def test_span_attributes_are_logged() -> None:
    found = built(more=", connectors: {spanLogs: {enabled: true, spanAttributes: [http.route]}}")
    assert value(found[f"otelcol.connector.spanlogs.{PREFIX}"], "span_attributes") == ["http.route"]


def test_histogram_turned_off_is_off() -> None:
    found = built(more=", connectors: {spanMetrics: {enabled: true, histogram: {enabled: false}}}")
    assert value(found[f"otelcol.connector.spanmetrics.{PREFIX}_span_metrics"], "histogram", "disable") is True


def test_resource_attribute_turned_off_is_off() -> None:
    chosen = "{host.name: {enabled: false}, host.arch: {enabled: true}}"
    found = built(more=f", processors: {{resourceDetection: {{system: {{resourceAttributes: {chosen}}}}}}}")
    detection = found[f"otelcol.processor.resourcedetection.{PREFIX}"]
    assert [
        value(detection, "system", "resource_attributes", f"host.{name}", "enabled") for name in ("name", "arch")
    ] == [
        False,
        True,
    ]


def test_spans_go_to_what_counts_and_logs_them_before_the_batch() -> None:
    found = built(more=", connectors: {spanLogs: {enabled: true}, spanMetrics: {enabled: true}}")
    assert fed(found, f"otelcol.processor.transform.{PREFIX}", "traces") == [
        f"otelcol.connector.spanlogs.{PREFIX}",
        f"otelcol.processor.filter.{PREFIX}_span_metrics_prefilter",
        f"otelcol.processor.batch.{PREFIX}",
    ]


def test_a_signal_that_is_off_goes_nowhere_but_its_destinations_stay() -> None:
    section = SECTION % ("", ", metrics: {enabled: false}")
    plan = planned(section, MORE_OF_FRAME)
    assert plan.collectors[0].features[0].routes[0].telemetry.signal == "logs"
    assert "gateway" in plan.collectors[0].destinations
    found = build(section, MORE_OF_FRAME)
    assert not any(slot == "output.metrics" for c in found.values() if PREFIX in c.label for slot, _ in refs(c))
    assert f"otelcol.connector.host_info.{PREFIX}" not in found


def test_receivers_open_ports_that_presets_left_closed() -> None:
    frame = MORE_OF_FRAME.replace("[deployment]", "[deployment, otel-receiver]")
    collector = planned(SECTION % (", port: 14317", ""), frame).collectors[0].collector
    ports = [port["targetPort"] for port in collector.settings["alloy"]["extraPorts"]]
    assert ports == [4317, 4318, 14317]


def test_all_signals_off() -> None:
    off = "".join(f", {signal}: {{enabled: false}}" for signal in ("metrics", "logs", "traces"))
    assert ("nothing-to-gather", "applicationObservability") in faults(SECTION % ("", off), MORE_OF_FRAME)


def test_an_unknown_detector_is_refused() -> None:
    found = faults(SECTION % ("", ", processors: {resourceDetection: {ec3: {enabled: true}}}"), MORE_OF_FRAME)
    assert found == [("unknown-key", "applicationObservability.processors.resourceDetection.ec3")]
