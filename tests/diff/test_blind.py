"""Rules and panels that lose what they look at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.languages.promql import selection

ROOT = Path(__file__).resolve().parents[2]
SIDES = [str(ROOT / "fixtures" / "diff" / name) for name in ("old.yaml", "new.yaml")]

METRICS = [
    ("up", {"up"}),
    ("sum by (pod) (rate(a_total{job=\"x\"}[5m])) / on(pod) group_left(node) b{c!~'d.*'}", {"a_total", "b"}),
    ('{__name__="a", job="b"} offset 5m', {"a"}),
    ("histogram_quantile(0.9, rate(a_bucket[$__rate_interval])) > 1e3 or vector(1)", {"a_bucket"}),
    ("max_over_time(deriv(a[5m])[1h:1m]) unless b == bool 1 # no", {"a", "b"}),
    ('sum(rate({app="x"} |= "error" | json [5m]))', {""}),
    ('up{pod=~"$pod", cluster="${cluster}"}', {"up"}),
]


@pytest.mark.parametrize(("text", "metrics"), METRICS)
def test_selectors_of_an_expression(text: str, metrics: set[str]) -> None:
    assert {selector.metric for selector in selection(text).selectors} == metrics


def test_labels_of_an_expression() -> None:
    found = selection('sum by (pod, node) (a{job="x"}) * on(team) group_left b')
    assert found.labels == ("pod", "node", "team")
    assert found.selectors[0].matchers == (("job", "=", "x"),)


RULES = """
groups:
  - name: a
    rules:
      - {alert: Memory, expr: sum(container_memory_rss) > 1}
      - {record: "names", expr: "count(kubelet_node_name) by (node)"}
      - {alert: Fine, expr: up == 0}
"""


def test_an_alert_is_blind_where_its_metric_is_lost(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    panel = {"title": "Cache", "targets": [{"expr": "container_memory_cache"}]}
    (tmp_path / "board.json").write_text(json.dumps({"panels": [{"type": "row", "panels": [panel]}]}))
    options = [
        "--rules",
        str(tmp_path / "rules.yaml"),
        "--dashboards",
        str(tmp_path / "board.json"),
        "--format",
        "json",
    ]
    done = CliRunner().invoke(main, ["diff", *SIDES, *options, "--fail-on", "blind-alert"])
    assert {(one["kind"], one["name"]) for one in json.loads(done.stdout)["blind"]} == {
        ("alert", "Memory"), ("recording rule", "names"), ("panel", "Cache"),
    }  # fmt: skip
    assert done.exit_code == 1
