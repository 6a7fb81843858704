"""`alloyc plan` shows all that changes what is sent where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main

VALUES = """\
cluster: {name: unit}
destinations:
  metrics: {type: prometheus, url: "https://p/api/v1/push"}
  logs: {type: loki, url: "https://l/loki/api/v1/push"}
  team: {type: loki, url: "https://t/loki/api/v1/push"}
  spread:
    type: router
    ecosystem: loki
    routes: [{match: [{label: namespace, op: equals, value: team}], destinations: [team]}]
    defaultDestinations: [logs]
  traces:
    type: otlp
    url: "https://o:4317"
    metrics: {enabled: false}
    logs: {enabled: false}
    processors: {tailSampling: {enabled: true, policies: [{name: all, type: always_sample}]}}
podLogsViaLoki: {enabled: true, collector: pods, destinations: [spread]}
applicationObservability:
  enabled: true
  collector: one
  receivers: {otlp: {grpc: {enabled: true}}}
  destinations: [traces, metrics, logs]
integrations:
  collector: one
  loki: {instances: [{name: mine, labelSelectors: {app: loki}}]}
collectors:
  one: {presets: [singleton]}
  pods: {presets: [filesystem-log-reader, daemonset]}
"""


@pytest.fixture
def values(tmp_path: Path) -> str:
    (tmp_path / "values.yaml").write_text(VALUES)
    return str(tmp_path / "values.yaml")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["plan", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_routes_of_a_router(values: str) -> None:
    routes = json.loads(run(values, "--format", "json"))["routers"]
    assert [route["destinations"] for route in routes] == [["team"], ["logs"]]
    assert "team" in routes[0]["match"]


def test_what_destinations_bring(values: str) -> None:
    (sampler,) = json.loads(run(values, "--format", "json"))["satellites"]
    assert (sampler["does"], sampler["of destination"]) == ("tail sampling", "traces")


def test_logs_of_integrations(values: str) -> None:
    (instance,) = json.loads(run(values, "--format", "json"))["integrations"]
    assert (instance["metrics"], instance["pod logs"]) == ("one", "pods")


def test_tables_hold_what_json_holds(values: str) -> None:
    found: dict[str, list[dict[str, Any]]] = json.loads(run(values, "--format", "json"))
    text = run(values)
    assert all(
        cell in text for rows in found.values() for row in rows for cell in row.values() if isinstance(cell, str)
    )
