"""What is sent without need, against rules, dashboards and resolutions that are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.checks.cost import _looks_at
from alloyc.cli import main
from alloyc.languages.promql import selection

METRICS = """\
cluster: {name: prod}
destinations:
  metrics: {type: prometheus, url: https://metrics.example.com/api/v1/push}
collectors:
  alloy: {presets: [clustered, statefulset]}
telemetryServices: {kube-state-metrics: {deploy: true}}
clusterMetrics:
  enabled: true
  cadvisor: {enabled: false}
  kube-state-metrics: {enabled: false}
  kubelet: {enabled: false}
  kubeletResource:
    scrapeInterval: 15s
"""
LOGS = """\
cluster: {name: prod}
destinations:
  logs: {type: loki, url: https://logs.example.com/loki/api/v1/push}
collectors:
  alloy: {presets: [filesystem-log-reader, daemonset]}
podLogsViaLoki:
  enabled: true
"""
STAGES = """\
  extraLogProcessingStages: |-
    stage.match {
      selector = "{namespace=\\"shop\\"}"
      stage.limit {
        rate  = 1
        burst = 1
      }
    }
"""
TRACES = """\
cluster: {name: prod}
destinations:
  otlp:
    type: otlp
    url: https://otlp.example.com
collectors:
  alloy: {presets: [deployment]}
applicationObservability:
  enabled: true
  receivers: {otlp: {grpc: {enabled: true}}}
"""
SAMPLING = "    processors: {tailSampling: {enabled: true, policies: [{name: one, type: always_sample}]}}\n"


def found(tmp_path: Path, text: str, *arguments: str, expression: str = "") -> list[tuple[str, int, str]]:
    (tmp_path / "values.yaml").write_text(text)
    rule = {"groups": [{"name": "a", "rules": [{"record": "a", "expr": expression}]}]}
    (tmp_path / "rules.yaml").write_text(json.dumps(rule))
    rules = ["--rules", str(tmp_path / "rules.yaml")] if expression else []
    options = ["--diagnostics", "json", *rules, *arguments]
    told = CliRunner().invoke(main, ["check", str(tmp_path / "values.yaml"), *options]).stderr
    return [(one["code"], one["line"], one["message"]) for one in json.loads(told)]


def select(codes: str) -> tuple[str, str]:
    return ("--select", codes)


def test_metrics_that_no_rule_uses(tmp_path: Path) -> None:
    used = "sum(node_cpu_usage_seconds_total)"
    [(code, line, message)] = found(tmp_path, METRICS, *select("unused-metric"), expression=used)
    assert (code, line) == ("unused-metric", 12)
    assert message.startswith("1 of 2 metrics")
    assert "node_memory_working_set_bytes" in message


def test_metrics_that_a_dashboard_uses(tmp_path: Path) -> None:
    panels = [{"title": "a", "targets": [{"expr": '{__name__=~"node_.*"}'}]}]
    (tmp_path / "a.json").write_text(json.dumps({"panels": panels}))
    assert not found(tmp_path, METRICS, *select("unused-metric"), "--dashboards", str(tmp_path / "a.json"))


def test_an_expression_that_cannot_be_read_may_use_all(tmp_path: Path) -> None:
    assert not found(tmp_path, METRICS, *select("unused-metric"), expression="sum((")
    assert found(tmp_path, METRICS, *select("unused-metric"), "-v", expression="sum((")


def test_what_is_scraped_more_often_than_kept(tmp_path: Path) -> None:
    chosen = select("interval-below-resolution")
    [(_, line, _)] = found(tmp_path, METRICS, *chosen, "--resolution", "1m")
    assert line == 13
    assert not found(tmp_path, METRICS, *chosen, "--resolution", "15s")


def test_logs_without_a_limit(tmp_path: Path) -> None:
    [(_, line, _)] = found(tmp_path, LOGS, *select("unlimited-logs"))
    assert line == 6
    assert not found(tmp_path, LOGS + STAGES, *select("unlimited-logs"))


def test_traces_without_sampling(tmp_path: Path) -> None:
    [(_, line, _)] = found(tmp_path, TRACES, *select("unsampled-traces"))
    assert line == 3
    sampled = TRACES.replace("collectors:", SAMPLING + "collectors:")
    assert not found(tmp_path, sampled, *select("unsampled-traces"))


@pytest.mark.parametrize(
    ("expression", "metric", "looks"),
    [
        ("a_total", "a_total", True),
        ("a_total", "a", False),
        ('{__name__=~"a_.*"}', "a_total", True),
        ('{__name__=~"a_.*"}', "b_total", False),
        ('{job="x"}', "anything", True),
    ],
)
def test_what_an_expression_looks_at(expression: str, metric: str, looks: bool) -> None:
    assert any(_looks_at(one, metric) for one in selection(expression).selectors) is looks


def test_a_wrong_resolution_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(METRICS)
    assert CliRunner().invoke(main, ["check", str(tmp_path / "values.yaml"), "--resolution", "often"]).exit_code == 2
