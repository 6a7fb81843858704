"""How a router writes its routes down, and which it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from support.small import build, faults, planned, rules, value

FRAME = """
  lines: {type: loki, url: "https://loki.example"}
  other: {type: loki, url: "https://other.example"}
  series: {type: prometheus, url: "https://prometheus.example"}
  way: {type: router, ecosystem: %s, defaultDestinations: [%s], routes: %s}
collectors: {alloy: {presets: [singleton], includeDestinations: [way]}}
"""
SECTION = "clusterEvents: {enabled: true, destinations: [lines]}"
CONDITION = "[{match: [%s], destinations: [lines]}]"


def built(routes: str, ecosystem: str = "loki", default: str = "lines") -> dict[str, Any]:
    return build(SECTION, FRAME % (ecosystem, default, routes))


def found(routes: str, ecosystem: str = "loki", default: str = "lines") -> list[tuple[str, str]]:
    return faults(SECTION, FRAME % (ecosystem, default, routes))


def stamps(routes: str) -> list[tuple[Any, Any]]:
    stamp = built(routes)["loki.relabel.way_logs_loki"]
    return [(rule.get("regex"), rule["replacement"]) for rule in rules(stamp)]


def test_the_first_route_comes_last_for_a_later_rule_wins() -> None:
    routes = "[{match: [{label: a, op: equals, value: x.y}], destinations: [lines]}, "
    routes += "{match: [{label: a, op: in, value: [b, c+]}], destinations: [other, lines]}]"
    assert stamps(routes) == [(None, "lines"), (r"^(b|c\+)$", "other,lines"), (r"^x\.y$", "lines")]


def test_conditions_on_labels_are_matched_together() -> None:
    routes = CONDITION % "{label: a, op: equals, value: x}, {label: b, op: in, value: [v, w]}"
    assert stamps(routes)[1] == ("^x;(v|w)$", "lines")


def test_a_text_cannot_leave_its_quotes() -> None:
    routes = CONDITION % """{resourceAttribute: a, op: equals, value: 'x" or "'}"""
    transform = built(routes, "otlp")["otelcol.processor.transform.way_logs_otlp"]
    statement = value(transform, "log_statements", "statements")[1]
    assert statement == r'set(attributes["selected_destinations"], "lines") where attributes["a"] == "x\" or \""'


def test_a_gate_keeps_its_own_and_takes_the_stamp_off() -> None:
    keep, clean = rules(built("[]")["loki.relabel.way_lines_gate_logs_loki"])
    assert (keep["regex"], clean) == ("(^|.*,)lines(,.*|$)", {"regex": "selected_destinations", "action": "labeldrop"})


@pytest.mark.parametrize(
    ("condition", "code", "key"),
    [
        ("text", "wrong-type", ""),
        ("{op: equals, value: x}", "missing-key", ""),
        ("{resourceAttribute: a, op: equals, value: x}", "unsupported-option", ".resourceAttribute"),
        ("{label: 1, op: equals, value: x}", "wrong-type", ".label"),
        ("{label: a.b, op: equals, value: x}", "invalid-name", ".label"),
        ("{label: a, op: startsWith, value: x}", "unknown-value", ".op"),
        ("{label: a, value: x}", "missing-key", ""),
        ("{label: a, op: notEquals, value: x}", "unsupported-option", ".op"),
        ("{label: a, op: in, value: x}", "wrong-type", ".value"),
        ("{label: a, op: in, value: []}", "missing-key", ".value"),
        ("{label: a, op: in, value: [1]}", "wrong-type", ".value[0]"),
        ("{label: a, op: equals, value: true}", "wrong-type", ".value"),
        ("{label: a, op: matches, value: '('}", "invalid-regex", ".value"),
    ],
)
def test_faults_of_a_condition(condition: str, code: str, key: str) -> None:
    assert found(CONDITION % condition) == [(code, f"destinations.way.routes[0].match[0]{key}")]


@pytest.mark.parametrize(
    ("route", "code", "key"),
    [
        ("{destinations: [lines]}", "missing-key", ""),
        ("{match: {label: a}, destinations: [lines]}", "wrong-type", ".match"),
        ("{%s}", "missing-key", ""),
        ("{%s, destinations: [linse]}", "unknown-destination", ".destinations[0]"),
        ("{%s, destinations: [way]}", "router-to-router", ".destinations[0]"),
        ("{%s, destinations: [series]}", "unsupported-signal", ".destinations[0]"),
        ("{%s, destinations: [lines], signals: []}", "missing-key", ".signals"),
        ("{%s, destinations: [lines], signals: [log]}", "unknown-value",
         ".signals[0]"),
        ("{%s, destinations: [lines], signals: [traces]}", "unsupported-signal",
         ".signals[0]"),
    ],
)  # fmt: skip
def test_faults_of_a_route(route: str, code: str, key: str) -> None:
    route = route.replace("%s", "match: [{label: a, op: equals, value: x}]")
    assert found(f"[{route}]") == [(code, f"destinations.way.routes[0]{key}")]


def test_a_pattern_stands_alone() -> None:
    both = "{label: a, op: matches, value: x}, {label: b, op: equals, value: z}"
    assert found(CONDITION % both) == [("unsupported-option", "destinations.way.routes[0].match[0].op")]


def test_a_router_needs_an_ecosystem_and_a_default() -> None:
    assert found("[]", '""', "") == [("missing-key", "destinations.way")] * 2


def test_a_signal_that_a_route_cannot_deliver_goes_to_the_default() -> None:
    frame = (FRAME % ("otlp", "lines", CONDITION % "{resourceAttribute: a, op: equals, value: x}")).replace(
        "[lines]", "[series]"
    )
    warnings = planned(
        "selfReporting: {enabled: false}", frame.replace("includeDestinations: [way]", "extraConfig: ' '")
    )
    assert [w.message.split()[-1] for w in warnings.warnings if w.code != "unused-option"] == ["logs", "traces"]


def test_a_feature_needs_a_route_for_its_signal() -> None:
    routes = "[{match: [{label: a, op: equals, value: x}], destinations: [stack], signals: [metrics]}]"
    frame = """
  stack: {type: otlp, url: "otlp.example:4317"}
  traces: {type: otlp, url: "otlp.example:4317", logs: {enabled: false}}
  way: {type: router, ecosystem: otlp, defaultDestinations: [traces], routes: %s}
collectors: {alloy: {presets: [singleton]}}
"""
    section = """
applicationObservability:
  enabled: true
  destinations: [way]
  receivers: {otlp: {grpc: {enabled: true}}}
"""
    routes = routes.replace("label", "resourceAttribute")
    assert faults(section, frame % routes) == [
        ("router-without-destination", "applicationObservability.destinations[0]")
    ]
