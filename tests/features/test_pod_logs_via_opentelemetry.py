"""podLogsViaOpenTelemetry: statements and conditions of OTTL."""

from __future__ import annotations

from typing import Any

from alloyc.syntax.ast import Call, Literal
from support.logs import build
from support.small import value


def section(**options: str) -> str:
    lines = "".join(f"\n  {key}: {text}" for key, text in options.items())
    return f"podLogsViaOpenTelemetry:\n  enabled: true{lines}\n"


def statements(**options: str) -> list[Any]:
    transform = build(section(**options))["otelcol.processor.transform.pod_logs_via_opentelemetry"]
    return list(value(transform, "log_statements", "statements"))


def test_static_attribute_is_quoted() -> None:
    assert statements(staticAttributes="{say: 'say \"hi\"'}")[-1] == 'set(attributes["say"], "say \\"hi\\"")'


def test_static_attribute_from_an_expression_is_evaluated() -> None:
    last = statements(staticAttributesFrom='{color: sys.env("COLOR")}')[-1]
    assert isinstance(last, Call)
    assert last.arguments[0] == Literal("set(attributes[%q], %q)")


def test_static_attribute_from_a_literal_is_text() -> None:
    assert statements(staticAttributesFrom="{dome: '\"north\"'}")[-1] == 'set(attributes["dome"], "north")'


def test_filter_without_a_value_drops_any_value() -> None:
    built = build(section(filters="{annotations: {a: null}, labels: {b: c}}"))
    conditions = value(built["otelcol.processor.filter.pod_logs_via_opentelemetry"], "logs", "log_record")
    assert conditions[-2:] == [
        'resource.attributes["k8s_monitoring.tmp.filter.annotations.a"] != nil',
        'resource.attributes["k8s_monitoring.tmp.filter.labels.b"] == "c"',
    ]


def test_what_only_served_to_align_is_deleted_again() -> None:
    found = statements(alignServiceNameWithOTelSemConv="true")
    assert 'delete_key(resource.attributes, "k8s_monitoring.tmp.version")' in found
