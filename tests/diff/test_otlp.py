"""Spans, data points and log records as witnesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from diff.test_compare import found

HEAD = 'otelcol.receiver.otlp "r" {{\n grpc {{ }}\n output {{ {signal} = [{next}] }}\n}}\n'
SINK = 'otelcol.exporter.otlphttp "o" { client { endpoint = "http://o" } }\n'


def config(kind: str, signal: str, body: str) -> str:
    output = f"output {{ {signal} = [otelcol.exporter.otlphttp.o.input] }}"
    processor = f'otelcol.processor.{kind} "p" {{\n{body}\n{output}\n}}\n'
    return HEAD.format(signal=signal, next=f"otelcol.processor.{kind}.p.input") + processor + SINK


ROUTE = 'traces {{ span = ["attributes[\\"http.route\\"] == \\"{}\\""] }}'
TIER = 'traces {{ span = ["resource.attributes[\\"tier\\"] == \\"{}\\""] }}'
BODY = 'logs {{ log_record = ["IsMatch(body, \\"{}.*\\")"] }}'
NAME = 'metrics {{ metric = ["name == \\"{}\\""] }}'
SET = 'trace_statements {{\n context = "span"\n statements = ["set(attributes[\\"team\\"], \\"{}\\")"]\n}}'
ACTION = 'action {{\n key = "team"\n value = "{}"\n action = "upsert"\n}}'
CASES = [
    ("filter", "traces", ROUTE, "/livez", "/healthz", 'span name {http.route="/'),
    ("filter", "traces", TIER, "one", "two", 'of {service.name="service", tier="'),
    ("filter", "logs", BODY, "debug", "trace", "log record"),
    ("filter", "metrics", NAME, "up", "down", "data point"),
    ("transform", "traces", SET, "a", "b", "span name"),
    ("attributes", "traces", ACTION, "a", "b", "span name"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "signal", "body", "one", "other", "told"), CASES)
def test_a_witness_is_found(tmp_path: Path, kind: str, signal: str, body: str, one: str, other: str, told: str) -> None:
    difference = found(tmp_path, *(config(kind, signal, body.format(text)) for text in (one, other)))
    [witness] = difference.witnesses
    assert difference.same is False
    assert told in witness.datum
    assert witness.old != witness.new


def test_what_is_for_another_signal_is_no_change(tmp_path: Path) -> None:
    difference = found(tmp_path, *(config("filter", "traces", NAME.format(text)) for text in ("up", "down")))
    assert (difference.same, difference.changes, difference.unknown) == (True, (), ())
