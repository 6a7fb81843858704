"""Connectors, streams and what comes from Prometheus: what is made of data of another signal."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.graph.component import Component, Origin
from alloyc.simulate.data import Otlp, Series
from alloyc.simulate.otlp import run
from alloyc.simulate.trace import Unknown
from alloyc.syntax.parser import parse_body


def made(kind: str, body: str, datum: Any, **facts: Any) -> list[Any]:
    return [after for _, after in run(Component(1, kind, "x", parse_body(body), Origin(())), datum, None, facts)]


def pairs(**attributes: str) -> list[dict[str, Any]]:
    return [{"key": key.replace("_", "."), "value": {"stringValue": value}} for key, value in attributes.items()]


def spans(*some: dict[str, Any], **resource: str) -> Otlp:
    written = [{"traceId": "1" * 32, "spanId": "2" * 16, "name": "GET", "kind": 2, **one} for one in some]
    entry = {"resource": {"attributes": pairs(**resource)}, "scopeSpans": [{"spans": written}]}
    return Otlp("traces", {"resourceSpans": [entry]})


def points(datum: Otlp) -> list[tuple[str, dict[str, Any], Any]]:
    """Each data point: the name of its metric, its attributes, its value or count."""
    return [
        (metric["name"], {pair["key"]: pair["value"]["stringValue"] for pair in point.get("attributes", [])},
         point.get("asInt", point.get("asDouble", point.get("count"))))
        for resource in datum.data["resourceMetrics"]
        for scope in resource["scopeMetrics"]
        for metric in scope["metrics"]
        for held in metric.values() if isinstance(held, dict)
        for point in held["dataPoints"]
    ]  # fmt: skip


def lines(datum: Otlp) -> list[tuple[str, dict[str, Any]]]:
    return [
        (record["body"]["stringValue"],
         {pair["key"]: pair["value"]["stringValue"] for pair in record["attributes"]})
        for resource in datum.data["resourceLogs"]
        for scope in resource["scopeLogs"]
        for record in scope["logRecords"]
    ]  # fmt: skip


TIMES = {"startTimeUnixNano": "10", "endTimeUnixNano": "5000010"}
SLOW = {**TIMES, "status": {"code": 2}, "attributes": pairs(path="/a b")}


def test_lines_of_spans_and_roots() -> None:
    body = 'spans = true\nroots = true\nspan_attributes = ["path"]\nlabels = ["svc"]'
    [logs] = made("otelcol.connector.spanlogs", body, spans(SLOW, service_name="cart"))
    line = f'span=GET dur=5000000ns status=Error path="/a b" svc=cart tid={"1" * 32}'
    assert lines(logs) == [(line, {"traces": "span", "svc": "cart"}), (line, {"traces": "root", "svc": "cart"})]


def test_a_line_for_the_first_span_of_a_trace() -> None:
    """Nothing else is asked for, and so the second span ends it: the third, of another trace, is not looked at."""
    body = 'processes = true\nprocess_attributes = ["a.b"]'
    [logs] = made("otelcol.connector.spanlogs", body, spans({}, {}, {"traceId": "3" * 32}, a_b='"x"'))
    assert [line for line, _ in lines(logs)] == [f'svc= a.b="\\"x\\"" tid={"1" * 32}']


def test_hosts_of_spans() -> None:
    body = 'host_identifiers = ["k8s.node.name"]'
    [metrics] = made("otelcol.connector.host_info", body, spans({}, k8s_node_name="n1"), now=7)
    assert points(metrics) == [("traces_host_info", {"grafana.host.id": "n1"}, "1")]
    assert made("otelcol.connector.host_info", body, spans({})) == []


COUNTS = """
spans {
  name       = "slow"
  conditions = ["end_time_unix_nano - start_time_unix_nano > 1000"]
  attributes {
    key           = "path"
    default_value = "none"
  }
}
spanevents {
  name       = "none"
  conditions = ["false"]
}
"""


def test_counts_of_spans() -> None:
    [metrics] = made("otelcol.connector.count", COUNTS, spans(SLOW, SLOW, {}, {**SLOW, "attributes": []}))
    assert points(metrics) == [("slow", {"path": "/a b"}, "2"), ("slow", {"path": "none"}, "1")]
    [metrics] = made("otelcol.connector.count", "", spans(SLOW, {"events": [{"name": "e"}]}))
    assert points(metrics) == [("trace.span.count", {}, "2"), ("trace.span.event.count", {}, "1")]


BASE = {"service.name": "cart", "span.name": "GET", "span.kind": "SPAN_KIND_SERVER", "status.code": "STATUS_CODE_ERROR"}


def test_calls_and_durations_of_spans() -> None:
    body = 'histogram {\n  unit = "s"\n  explicit {\n  }\n}\ndimension {\n  name = "path"\n}\nexclude_dimensions = []'
    [metrics] = made("otelcol.connector.spanmetrics", body, spans(SLOW, SLOW, service_name="cart"))
    names = ("traces.span.metrics.calls", "traces.span.metrics.duration")
    assert points(metrics) == [(name, {**BASE, "path": "/a b"}, "2") for name in names]
    assert made("otelcol.connector.spanmetrics", body, spans(SLOW)) == []


UNKNOWN = {
    "exponential": ("otelcol.connector.spanmetrics", "histogram {\n  exponential {\n  }\n}"),
    "glob": ("otelcol.connector.spanmetrics", 'histogram {\n  explicit {\n  }\n}\ndimension {\n  glob = "*"\n}'),
    "over time": ("otelcol.connector.servicegraph", ""),
    "refused": ("otelcol.connector.spanmetrics", ""),
    "no name": ("otelcol.connector.count", "spans {\n}"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_nobody_knows(name: str) -> None:
    with pytest.raises(Unknown):
        made(*UNKNOWN[name], spans(SLOW, service_name="cart"))


def metrics_of(**held: Any) -> Otlp:
    return Otlp("metrics", {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m", **held}]}]}]})


TOTAL = {"aggregationTemporality": 2, "isMonotonic": True}
SERIES = [
    {"timeUnixNano": str(time), "asInt": str(time), "attributes": pairs(a=stream)}
    for time, stream in ((1, "x"), (3, "x"), (2, "x"), (1, "y"))
]


def test_the_newest_point_of_a_stream() -> None:
    [after] = made("otelcol.processor.interval", "", metrics_of(sum={**TOTAL, "dataPoints": SERIES}))
    assert points(after) == [("m", {"a": "x"}, "3"), ("m", {"a": "y"}, "1")]
    through = "passthrough {\n  gauge = true\n}"
    [after] = made("otelcol.processor.interval", through, metrics_of(gauge={"dataPoints": SERIES}))
    assert len(points(after)) == 4


def test_deltas_and_totals() -> None:
    delta = metrics_of(sum={"aggregationTemporality": 1, "isMonotonic": True, "dataPoints": SERIES[2:]})
    [after] = made("otelcol.processor.deltatocumulative", "", delta)
    assert after.data["resourceMetrics"][0]["scopeMetrics"][0]["metrics"][0]["sum"]["aggregationTemporality"] == 2
    assert len(points(made("otelcol.processor.cumulativetodelta", "", delta)[0])) == 2
    with pytest.raises(Unknown):
        made("otelcol.processor.cumulativetodelta", "", after)


def test_a_series_becomes_a_point() -> None:
    series = Series({"__name__": "up", "job": "j", "instance": "10.0.0.1:80", "a": "b"}, 1.0, 5)
    [after] = made("otelcol.receiver.prometheus", "", series)
    [resource] = after.data["resourceMetrics"]
    attributes = {pair["key"]: pair["value"]["stringValue"] for pair in resource["resource"]["attributes"]}
    assert [attributes[name] for name in ("service.name", "server.address", "server.port")] == ["j", "10.0.0.1", "80"]
    assert points(after) == [("up", {"a": "b"}, 1.0)]


def test_a_series_without_a_job_is_lost() -> None:
    assert made("otelcol.receiver.prometheus", "", Series({"__name__": "up"})) == []
