"""prometheusMetricsReceiver and lokiLogsReceiver: ports, and the way of what arrives there."""

from __future__ import annotations

import pytest

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.planning.collectors import setting
from alloyc.syntax.ast import Ref
from alloyc.values.load import load_text
from support.small import value

FRAME = """
cluster: {name: unit}
destinations:
  metrics: {type: prometheus, url: "https://prometheus.example/api/v1/write"}
  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}
collectors:
  alloy: {presets: [deployment], alloy: {extraPorts: [{name: mine, port: %d, targetPort: %d}]}}
"""
RECEIVERS = "prometheusMetricsReceiver: {enabled: true}\nlokiLogsReceiver: {enabled: true}\n"


def built(section: str, port: int) -> Compilation:
    return compile_values(load_text(FRAME % (port, port) + section), Settings(level=0))


@pytest.mark.parametrize(("port", "names"), [(80, ["mine", "loki-logs", "metrics"]), (3500, ["mine", "metrics"])])
def test_ports_are_added_to_those_of_the_user(port: int, names: list[str]) -> None:
    collector = built(RECEIVERS, port).plan.collectors[0].collector
    assert [entry["name"] for entry in setting(collector, "alloy", "extraPorts")] == names


@pytest.mark.parametrize(
    ("section", "kind"),
    [("prometheusMetricsReceiver", "prometheus.receive_http"), ("lokiLogsReceiver", "loki.source.api")],
)
def test_without_rules_it_is_delivered_at_once(section: str, kind: str) -> None:
    components = built(f"{section}: {{enabled: true}}", 80).configurations[0].graph.components
    receiver = next(component for component in components if component.kind == kind)
    (target,) = value(receiver, "forward_to")
    assert isinstance(target, Ref)
    assert not any(c.kind.endswith(".relabel") and c.label in receiver.label for c in components)
