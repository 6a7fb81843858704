"""Components beyond the recorded ones: bridges, passages, and processors that know only what they are told."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.graph.component import Component, Origin
from alloyc.simulate.data import Line, Otlp
from alloyc.simulate.otlp import run
from alloyc.simulate.trace import Step, Unknown
from alloyc.syntax.parser import parse_body

RESOURCE = {"attributes": [{"key": "service.name", "value": {"stringValue": "cart"}}]}


def component(kind: str, body: str = "") -> Component:
    return Component(1, kind, "x", parse_body(body), Origin(()))


def outcome(kind: str, datum: Any, body: str = "", **facts: Any) -> list[tuple[str, Any]]:
    steps: list[Step] = []
    out = run(component(kind, body), datum, steps.append, facts)
    assert [step.after for step in steps[-1:]] in ([], [tuple(after for _, after in out)])
    return out


def logs(**fields: Any) -> Otlp:
    log = {"timeUnixNano": "5", "body": {"stringValue": "hello"}, **fields}
    return Otlp("logs", {"resourceLogs": [{"resource": RESOURCE, "scopeLogs": [{"scope": {}, "logRecords": [log]}]}]})


def metrics(**metric: Any) -> Otlp:
    scope = {"scope": {}, "metrics": [metric]}
    return Otlp("metrics", {"resourceMetrics": [{"resource": RESOURCE, "scopeMetrics": [scope]}]})


def test_a_severity_and_hints_become_labels_of_a_line() -> None:
    hint = {"key": "loki.resource.labels", "value": {"stringValue": "service.name"}}
    [(kind, line)] = outcome("otelcol.exporter.loki", logs(severityNumber=17, attributes=[hint]))
    assert kind == "loki"
    assert line.labels == {"exporter": "OTLP", "job": "cart", "level": "ERROR", "service_name": "cart"}
    assert (line.line, line.timestamp) == ('{"body":"hello"}', 5)


def test_a_line_that_came_from_loki_goes_back_with_its_labels() -> None:
    [(_, record)] = outcome("otelcol.receiver.loki", Line({"app": "a"}, "text", 7))
    [(_, line)] = outcome("otelcol.exporter.loki", record)
    assert line.labels == {"app": "a", "exporter": "OTLP"}
    assert (line.line, line.timestamp) == ('{"body":"text"}', 7)


def test_a_counter_gets_its_unit_and_type() -> None:
    counter = {"dataPoints": [{"asInt": "3"}], "aggregationTemporality": 2, "isMonotonic": True}
    out = outcome("otelcol.exporter.prometheus", metrics(name="http.requests", unit="s", sum=counter))
    assert [series.labels for _, series in out] == [
        {"__name__": "target_info", "job": "cart"},
        {"__name__": "http_requests_seconds_total", "job": "cart"},
    ]


def test_a_sum_that_is_not_cumulative_is_dropped() -> None:
    delta = {"dataPoints": [{"asInt": "3"}], "aggregationTemporality": 1, "isMonotonic": True}
    body = "include_target_info = false"
    assert outcome("otelcol.exporter.prometheus", metrics(name="a", sum=delta), body) == []


def test_a_batch_passes() -> None:
    assert outcome("otelcol.processor.batch", logs()) == [("logs", logs())]


def test_what_is_found_in_the_cluster_must_be_given() -> None:
    with pytest.raises(Unknown):
        outcome("otelcol.processor.k8sattributes", logs())
    [(_, out)] = outcome("otelcol.processor.k8sattributes", logs(), k8sattributes={"k8s.pod.name": "p"})
    assert out.data["resourceLogs"][0]["resource"]["attributes"][-1]["key"] == "k8s.pod.name"


def test_a_card_number_is_masked() -> None:
    body = 'allow_all_keys = true\nblocked_values = ["4[0-9]{15}"]'
    [(_, out)] = outcome("otelcol.processor.redaction", logs(body={"stringValue": "card 4111111111111111"}), body)
    assert out.data["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]["body"] == {"stringValue": "card ****"}


def spans(*codes: int) -> Otlp:
    made = [{"traceId": f"{place + 1:032x}", "status": {"code": code}} for place, code in enumerate(codes)]
    return Otlp("traces", {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": made}]}]})


ERRORS = 'type = "status_code"\nstatus_code {\n status_codes = ["ERROR"]\n}'


@pytest.mark.parametrize(
    ("policies", "kept"),
    [
        (f'policy {{\n name = "a"\n{ERRORS}\n}}', ["2"]),
        (
            f'policy {{\n name = "a"\n type = "not"\n not {{\n not_sub_policy {{\n name = "b"\n{ERRORS}\n}}\n}}\n}}',
            ["1"],
        ),
        ('policy {\n name = "a"\n type = "always_sample"\n}', ["1", "2"]),
        ('policy {\n name = "a"\n type = "span_count"\n span_count {\n min_spans = 2\n}\n}', []),
        (
            'policy {\n name = "a"\n type = "ottl_condition"\n'
            ' ottl_condition {\n error_mode = "ignore"\n span = ["status.code == STATUS_CODE_OK"]\n}\n}',
            ["1"],
        ),
    ],
)
def test_policies_keep_whole_traces(policies: str, kept: list[str]) -> None:
    out = outcome("otelcol.processor.tail_sampling", spans(1, 2), policies)
    found = [
        span["traceId"].lstrip("0")
        for _, datum in out
        for span in datum.data["resourceSpans"][0]["scopeSpans"][0]["spans"]
    ]
    assert found == kept


def test_a_component_that_is_not_modelled_is_unknown() -> None:
    with pytest.raises(Unknown):
        outcome("otelcol.processor.metricstarttime", Otlp("metrics", {}))
