"""Functions of OTTL that make metrics of metrics, with what the Collector makes of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from alloyc.simulate.otlp import answer

SUMMARY = {
    "name": "s", "unit": "ms",
    "summary": {"dataPoints": [{"count": "3", "sum": 4.5, "quantileValues": [{"quantile": 0.5, "value": 2.0}]}]},
}  # fmt: skip
HISTOGRAM = {
    "name": "h", "unit": "s",
    "histogram": {
        "aggregationTemporality": 1,
        "dataPoints": [{"count": "2", "sum": 3.0, "min": 1.0, "explicitBounds": [1.0], "bucketCounts": ["1", "1"]}],
    },
}  # fmt: skip
GAUGE = {"name": "g", "gauge": {"dataPoints": [{"asInt": "3"}, {"asDouble": 0.5}]}}


def made(statement: str, metric: dict[str, Any], context: str = "metric") -> list[dict[str, Any]] | str:
    """The metrics after a statement, or what went wrong."""
    block = f"metric_statements {{\n  context = {json.dumps(context)}\n  statements = [{json.dumps(statement)}]\n}}"
    data = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}
    config = f'error_mode = "propagate"\n{block}\noutput {{}}\n'
    result = answer({"kind": "transform", "config": config, "signal": "metrics", "data": data})
    if "data" not in result:
        return next(iter(result))
    metrics: list[dict[str, Any]] = result["data"]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
    return metrics


def total(**point: Any) -> dict[str, Any]:
    return {"dataPoints": [point], "aggregationTemporality": 1, "isMonotonic": True}


SUMS = {
    'extract_count_metric(true) where name == "h"':
        (HISTOGRAM, {"name": "h_count", "unit": "1", "sum": total(asInt="2")}),
    'extract_sum_metric(true, "_total") where name == "h"':
        (HISTOGRAM, {"name": "h_total", "unit": "s", "sum": total(asDouble=3.0)}),
    'copy_metric(name="c", unit="1") where name == "g"': (GAUGE, {**GAUGE, "name": "c", "unit": "1"}),
    'convert_summary_quantile_val_to_gauge("q")': (SUMMARY, {
        "name": "s.quantiles", "unit": "ms",
        "gauge": {"dataPoints": [{"attributes": [{"key": "q", "value": {"doubleValue": 0.5}}], "asDouble": 2.0}]},
    }),
}  # fmt: skip


@pytest.mark.parametrize("statement", SUMS)
def test_a_metric_is_added(statement: str) -> None:
    metric, added = SUMS[statement]
    assert made(statement, metric) == [metric, added]


@pytest.mark.parametrize(("what", "point"), [("count", {"asInt": "3"}), ("sum", {"asDouble": 4.5})])
def test_summaries_become_sums(what: str, point: dict[str, Any]) -> None:
    added = made(f'convert_summary_{what}_val_to_sum("delta", true)', SUMMARY, "datapoint")
    assert added == [SUMMARY, {"name": f"s_{what}", "unit": "ms", "sum": total(**point)}]


def test_metrics_are_scaled() -> None:
    assert made('scale_metric(2.5, "x")', GAUGE) == [
        {"name": "g", "unit": "x", "gauge": {"dataPoints": [{"asInt": "7"}, {"asDouble": 1.25}]}}
    ]
    [scaled] = made("scale_metric(2.0)", HISTOGRAM)
    assert isinstance(scaled, dict)
    assert (
        scaled["histogram"]["dataPoints"][0] | {"sum": 6.0, "min": 2.0, "explicitBounds": [2.0]}
        == (scaled["histogram"]["dataPoints"][0])
    )


WRONG = {"extract_count_metric(true)": "failed", 'copy_metric(name=Concat([name, name], ""))': "unknown"}


@pytest.mark.parametrize("statement", WRONG)
def test_what_goes_wrong(statement: str) -> None:
    assert made(statement, GAUGE) == WRONG[statement]
