"""What an otlp destination does to telemetry, and which of its options go together."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.graph.component import refs
from support.small import build, faults, value

FRAME = """
  otlp: {type: otlp, url: "otlp.example:4317", %s}
collectors: {alloy: {presets: [singleton]}}
"""


def built(options: str) -> dict[str, Any]:
    return build("clusterEvents: {enabled: true}", FRAME % options)


def found(options: str) -> list[tuple[str, str]]:
    return faults("clusterEvents: {enabled: true}", FRAME % options)


def test_without_batches_telemetry_goes_to_the_exporter() -> None:
    components = built("processors: {batch: {enabled: false}}")
    assert "otelcol.processor.batch.otlp" not in components
    exporter = components["otelcol.exporter.otlp.otlp"]
    assert {ref.component for _, ref in refs(components["otelcol.processor.transform.otlp"])} == {exporter.id}


def test_the_memory_limiter_stands_before_the_exporter() -> None:
    components = built("processors: {batch: {enabled: false}, memoryLimiter: {enabled: true}}")
    limiter = components["otelcol.processor.memory_limiter.otlp"]
    assert {ref.component for _, ref in refs(components["otelcol.processor.transform.otlp"])} == {limiter.id}


@pytest.mark.parametrize("place", ["auth: {type: sigv4, %s}", "auth: {type: sigv4}, secret: {%s}"])
def test_signatures_need_no_role(place: str) -> None:
    component = built(place % "sigv4: {region: eu-central-1}")["otelcol.auth.sigv4.otlp"]
    assert (value(component, "region"), len(component.body)) == ("eu-central-1", 1)


def test_a_signal_that_is_off_has_no_way_in() -> None:
    components = built("metrics: {enabled: false}, traces: {enabled: false}")
    assert "otelcol.receiver.prometheus.otlp" not in components
    signals = {name for name, _ in refs(components["otelcol.processor.attributes.otlp"])}
    assert signals == {"output.logs"}


def test_attributes_to_move_are_added_to_the_default_ones() -> None:
    options = "processors: {transform: {logs: {logToResource: {pod: null, namespace: '', node: k8s.node.name}}}}"
    statements = str(built(options)["otelcol.processor.transform.otlp"].body)
    assert 'attributes["k8s.node.name"]' in statements.replace('\\"', '"')
    assert "k8s.pod.name" not in statements
    assert "k8s.namespace.name" not in statements
    assert "k8s.container.name" in statements


def test_numbers_can_be_user_names() -> None:
    component = built("auth: {username: 1234567, password: p}, secret: {embed: true}")["otelcol.auth.basic.otlp"]
    assert value(component, "username") == "1234567"


@pytest.mark.parametrize(
    ("options", "code", "key"),
    [
        ("protocol: https", "unknown-value", "protocol"),
        ("logs: {path: /v1/logs}", "unsupported-option", "logs.path"),
        ("proxyURL: http://proxy", "unsupported-option", "proxyURL"),
        ("auth: {type: basic, password: p}", "missing-credentials", "auth.username"),
        ("auth: {type: basic, username: u}", "missing-credentials", "auth.password"),
        ("auth: {type: bearerToken}", "missing-credentials", "auth.bearerToken"),
        ("auth: {type: digest}", "unknown-value", "auth.type"),
        ("sendingQueue: {batch: {enabled: true, sizer: rows, flushTimeout: 1s, minSize: 1, maxSize: 2}}",
         "unknown-value", "sendingQueue.batch.sizer"),
        ("sendingQueue: {batch: {enabled: true, sizer: items, flushTimeout: 1s, minSize: 2, maxSize: 2}}",
         "wrong-order", "sendingQueue.batch.minSize"),
        ("processors: {tailSampling: {enabled: true, policies: [{name: a, type: and, and: {and_sub_policy: "
         "[{name: b, type: drop}]}}]}}",
         "unknown-policy-type", "processors.tailSampling.policies[0].and.and_sub_policy[0].type"),
        ("processors: {serviceGraphMetrics: {enabled: true, loadBalancer: {resolver: static}, "
         "collector: {controller: {type: deployment}}}}",
         "statefulset-required", "processors.serviceGraphMetrics.loadBalancer.resolver"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together(options: str, code: str, key: str) -> None:
    assert (code, f"destinations.otlp.{key}") in found(options)


def test_a_queue_that_makes_batches_says_all_that_it_lacks() -> None:
    missing = ("missing-key", "destinations.otlp.sendingQueue.batch")
    assert found("sendingQueue: {batch: {enabled: true}}") == [missing] * 4


def test_tempo_takes_traces_by_grpc_only() -> None:
    options = "protocol: http, traces: {enabled: false}"
    cloud = FRAME.replace("otlp.example:4317", "https://tempo-1.grafana.net") % options
    assert [code for code, _ in faults("", cloud)] == ["unsupported-signal"] * 3 + ["wrong-protocol"]
