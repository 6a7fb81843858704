"""Functions that only metrics have. They take the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....languages.ottl.values import EvaluationError
from ..messages import data_points, metric_type
from ..paths import Record

TEMPORALITIES = {"delta": 1, "cumulative": 2}


def convert_sum_to_gauge(record: Record) -> None:
    metric = record["metric"]
    if metric_type(metric) == "sum":
        metric["gauge"], metric["sum"] = {"dataPoints": metric["sum"]["dataPoints"]}, None


def convert_gauge_to_sum(record: Record, string_agg_temp: str, monotonic: bool) -> None:
    metric = record["metric"]
    if metric_type(metric) == "gauge":
        points, temporality = metric["gauge"]["dataPoints"], TEMPORALITIES[string_agg_temp]
        metric["sum"] = {"dataPoints": points, "aggregationTemporality": temporality, "isMonotonic": monotonic}
        metric["gauge"] = None


def _on_a_point(record: Record, key: str, accept: Callable[[Any], bool]) -> bool:
    if not metric_type(record["metric"]):
        raise EvaluationError("unknown metric type")
    points = data_points(record["metric"])
    return next((accept(point["attributes"][key]) for point in points if key in point["attributes"]), False)


def has_attribute_on_datapoint(record: Record, key: str, expected_val: str) -> bool:
    """Only the first data point that has the attribute counts, and a value that is no text counts as an empty one."""
    return _on_a_point(record, key, lambda value: (value if isinstance(value, str) else "") == expected_val)


def has_attribute_key_on_datapoint(record: Record, key: str) -> bool:
    return _on_a_point(record, key, lambda value: True)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "HasAttrKeyOnDatapoint": has_attribute_key_on_datapoint,
    "HasAttrOnDatapoint": has_attribute_on_datapoint,
    "convert_gauge_to_sum": convert_gauge_to_sum,
    "convert_sum_to_gauge": convert_sum_to_gauge,
}
LAZY: dict[str, Callable[..., Any]] = {}
