"""Functions that only metrics have. They take the record."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ....languages.ottl.convert import truncate
from ....languages.ottl.values import EvaluationError, Unmodelled
from ..messages import Message, data_points, filled, metric_type
from ..paths import Record, copy_value

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


_MOST, _LONGEST = 1_000, 10_000
"""So many metrics of one scope are made, with names so long. A statement that makes one of each has no end: it comes to
those that it made."""


def _add(record: Record, **fields: Any) -> Message:
    """A new metric at the end of the scope, to which statements come in their turn."""
    metrics: list[Message] = record["scope_entry"]["metrics"]
    if len(metrics) >= _MOST or len(fields["name"]) > _LONGEST:
        raise Unmodelled("a statement that makes metrics of the metrics that it makes")
    made = filled("metric", **fields)
    metrics.append(made)
    return made


def copy_metric(
    record: Record,
    name: Callable[[], str] | None = None,
    description: Callable[[], str] | None = None,
    unit: Callable[[], str] | None = None,
) -> None:
    made = _add(record, **deepcopy(record["metric"]))
    for field, value in (("name", name), ("description", description), ("unit", unit)):
        if value is not None:
            made[field] = value()


def scale_metric(record: Record, multiplier: float, unit: str | None = None) -> None:
    metric = record["metric"]
    kind = metric_type(metric)
    if kind in ("", "exponentialHistogram"):
        raise EvaluationError("metrics of this type cannot be scaled")
    for point in data_points(metric):
        _SCALED[kind](point, multiplier)
    if unit is not None:
        metric["unit"] = unit


def _scale_number(point: Message, multiplier: float) -> None:
    if point["asInt"] is not None:
        point["asInt"] = truncate(float(point["asInt"]) * multiplier)
    elif point["asDouble"] is not None:
        point["asDouble"] *= multiplier


def _scale_histogram(point: Message, multiplier: float) -> None:
    for name in ("sum", "min", "max"):
        if point[name] is not None:
            point[name] *= multiplier
    point["explicitBounds"] = [bound * multiplier for bound in point["explicitBounds"]]
    for exemplar in point["exemplars"]:
        _scale_number(exemplar, multiplier)


def _scale_summary(point: Message, multiplier: float) -> None:
    point["sum"] *= multiplier
    for quantile in point["quantileValues"]:
        quantile["value"] *= multiplier


_SCALED = {
    "gauge": _scale_number, "sum": _scale_number, "histogram": _scale_histogram, "summary": _scale_summary,
}  # fmt: skip


def extract_count_metric(record: Record, monotonic: bool, suffix: str = "_count") -> None:
    _extract(record, monotonic, suffix, "count", "1")


def extract_sum_metric(record: Record, monotonic: bool, suffix: str = "_sum") -> None:
    _extract(record, monotonic, suffix, "sum", record["metric"]["unit"])


def _extract(record: Record, monotonic: bool, suffix: str, what: str, unit: str) -> None:
    metric = record["metric"]
    kind = metric_type(metric)
    temporality = 2 if kind == "summary" else (metric[kind] or {}).get("aggregationTemporality", 0) if kind else 0
    if kind not in ("histogram", "exponentialHistogram", "summary") or not temporality:
        raise EvaluationError("a histogram or a summary is wanted")
    points = [_number(point, what) for point in data_points(metric) if point[what] is not None]
    if points:
        _add_sum(record, metric["name"] + suffix, unit, points, temporality, monotonic)


def _number(point: Message, what: str) -> Message:
    value = {"asInt": point[what]} if what == "count" else {"asDouble": point[what]}
    times = {name: point[name] for name in ("startTimeUnixNano", "timeUnixNano")}
    return filled("number_point", attributes=copy_value(point["attributes"]), **times, **value)


def _add_sum(record: Record, name: str, unit: str, points: list[Message], temporality: int, monotonic: bool) -> None:
    total = filled("sum", dataPoints=points, aggregationTemporality=temporality, isMonotonic=monotonic)
    _add(record, name=name, description=record["metric"]["description"], unit=unit, sum=total)


def _convert_summary(what: str) -> Callable[..., None]:
    def convert(record: Record, string_agg_temp: str, monotonic: bool, suffix: str = f"_{what}") -> None:
        metric = record["metric"]
        if metric_type(metric) == "summary":
            points = [_number(point, what) for point in data_points(metric)]
            temporality = TEMPORALITIES[string_agg_temp]
            _add_sum(record, metric["name"] + suffix, metric["unit"], points, temporality, monotonic)

    return convert


def convert_quantiles(record: Record, attribute_key: str = "quantile", suffix: str = ".quantiles") -> None:
    metric = record["metric"]
    if metric_type(metric) != "summary":
        return
    points = []
    for point in data_points(metric):
        for quantile in point["quantileValues"]:
            made = _number(point, "sum")
            made["attributes"][attribute_key], made["asDouble"] = quantile["quantile"], quantile["value"]
            points.append(made)
    gauge = filled("gauge", dataPoints=points)
    _add(record, name=metric["name"] + suffix, description=metric["description"], unit=metric["unit"], gauge=gauge)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "HasAttrKeyOnDatapoint": has_attribute_key_on_datapoint,
    "HasAttrOnDatapoint": has_attribute_on_datapoint,
    "convert_gauge_to_sum": convert_gauge_to_sum,
    "convert_sum_to_gauge": convert_sum_to_gauge,
    "convert_summary_count_val_to_sum": _convert_summary("count"),
    "convert_summary_quantile_val_to_gauge": convert_quantiles,
    "convert_summary_sum_val_to_sum": _convert_summary("sum"),
    "extract_count_metric": extract_count_metric,
    "extract_sum_metric": extract_sum_metric,
    "scale_metric": scale_metric,
}
LAZY: dict[str, Callable[..., Any]] = {"copy_metric": copy_metric}
