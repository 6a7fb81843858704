"""Labels with many values in samples."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from alloyc.cli import main

VALUES = """\
cluster: {name: prod}
destinations:
  metrics: {type: prometheus, url: https://metrics.example.com/api/v1/push}
collectors:
  alloy:
    presets: [singleton]
    extraConfig: |
      prometheus.scrape "mine" {
        targets    = [{"__address__" = "shop:8080"}]
        forward_to = [prometheus.relabel.mine.receiver]
      }
      prometheus.relabel "mine" {
        forward_to = [prometheus.remote_write.metrics.receiver]
        rule {
          action = "labeldrop"
          regex  = "user"
        }
      }
clusterMetrics: {enabled: true}
telemetryServices: {kube-state-metrics: {deploy: true}}
"""
SAMPLES = "".join(f'requests_total{{path="/{n}", user="u{n}", code="200"}} 1\n' for n in range(20))


def run(tmp_path: Path, *arguments: str) -> Result:
    (tmp_path / "values.yaml").write_text(VALUES)
    (tmp_path / "a.prom").write_text(SAMPLES)
    return CliRunner().invoke(main, ["check", str(tmp_path / "values.yaml"), "--diagnostics", "json", *arguments])


def found(tmp_path: Path, *arguments: str) -> list[str]:
    sample = f"collectors.alloy.extraConfig={tmp_path / 'a.prom'}"
    result = run(tmp_path, "--select", "many-values", "--samples", sample, *arguments)
    return [one["message"] for one in json.loads(result.stderr)]


def test_a_label_that_nothing_drops_is_told_with_its_number_of_values(tmp_path: Path) -> None:
    [message] = found(tmp_path, "--max-values", "19")
    assert "the label `path` of `requests_total`" in message
    assert message.endswith("to `metrics` with 20 values")


def test_what_the_user_allows_is_not_told(tmp_path: Path) -> None:
    assert not found(tmp_path, "--max-values", "20")


def test_samples_and_how_many_belong_together(tmp_path: Path) -> None:
    assert run(tmp_path, "--max-values", "3").exit_code == 2


def test_samples_of_no_source_are_refused(tmp_path: Path) -> None:
    result = run(tmp_path, "--max-values", "3", "--samples", f"other={tmp_path / 'a.prom'}")
    assert "unknown-source" in result.stderr
