"""otelcol.exporter.prometheus: the series of metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...languages.ottl.values import Value, attribute_text
from ...values.preset_data import data
from ..data import Otlp, Series
from ..trace import Unknown
from .arguments import Arguments, Facts
from .messages import RESOURCES, Message, data_points, decode, metric_type
from .to_loki import job

_IDENTIFYING = ("service.name", "service.namespace", "service.instance.id")
Labels = dict[str, str]


def to_prometheus(arguments: Arguments, datum: Otlp, facts: Facts) -> list[Series]:
    """The series. Sums and histograms that are not cumulative are dropped, as in Alloy."""
    return [series for resource in decode(datum)[RESOURCES["metrics"]] for series in _resource(arguments, resource)]


def _resource(arguments: Arguments, entry: Message) -> Iterator[Series]:
    attributes = entry["resource"]["attributes"]
    instance = attribute_text(attributes.get("service.instance.id"))
    identity = {"job": job(attributes) or "", "instance": instance}
    if arguments.get("include_target_info", True):
        kept = arguments.get("keep_identifying_resource_attributes", False)
        own = {key: value for key, value in attributes.items() if kept or key not in _IDENTIFYING}
        yield _series({"__name__": "target_info", **identity, **_labels(own)}, 1.0)
    for scope in entry["scopeMetrics"]:
        if arguments.get("include_scope_info", False):
            library = {"otel_scope_name": scope["scope"]["name"], "otel_scope_version": scope["scope"]["version"]}
            labels = _labels(scope["scope"]["attributes"])
            yield _series({"__name__": "otel_scope_info", **identity, **library, **labels}, 1.0)
        for metric in scope["metrics"]:
            yield from _metric(arguments, metric, identity, attributes)


def _metric(arguments: Arguments, metric: Message, identity: Labels, resource: dict[str, Value]) -> Iterator[Series]:
    kind = metric_type(metric)
    if kind in ("sum", "histogram", "exponentialHistogram") and metric[kind]["aggregationTemporality"] != 2:
        return
    name = metric_name(metric, arguments.get("add_metric_suffixes", True))
    joined = resource if arguments.get("resource_to_telemetry_conversion", False) else {}
    for point in data_points(metric):
        if point["flags"] & 1:
            raise Unknown("otelcol.exporter.prometheus: a data point without a value ends its series")
        own = _labels({**point["attributes"], **joined})
        for suffix, extra, value in _samples(kind, point, arguments):
            yield _series({"__name__": name + suffix, **identity, **extra, **own}, value)


def _samples(kind: str, point: Message, arguments: Arguments) -> Iterator[tuple[str, Labels, float]]:
    match kind:
        case "gauge" | "sum":
            number = point["asDouble"] if point["asDouble"] is not None else point["asInt"]
            yield "", {}, float(number or 0)
        case "histogram":
            if arguments.get("convert_classic_histograms_to_nhcb", False):
                raise Unknown("otelcol.exporter.prometheus: native histograms")
            yield from _classic(point)
        case "summary":
            yield "_sum", {}, point["sum"]
            yield "_count", {}, float(point["count"])
            for quantile in point["quantileValues"]:
                yield "", {"quantile": _digits(quantile["quantile"])}, quantile["value"]
        case _:
            raise Unknown("otelcol.exporter.prometheus: native histograms")


def _classic(point: Message) -> Iterator[tuple[str, Labels, float]]:
    if point["sum"] is not None:
        yield "_sum", {}, point["sum"]
    yield "_count", {}, float(point["count"])
    total = 0
    for bound, count in sorted(zip(point["explicitBounds"], point["bucketCounts"], strict=False)):
        total += count
        yield "_bucket", {"le": _digits(bound)}, float(total)
    yield "_bucket", {"le": "+Inf"}, float(point["count"])


def _digits(value: float) -> str:
    from decimal import Decimal

    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _series(labels: Labels, value: float) -> Series:
    """A label without a value is no label."""
    return Series({name: text for name, text in labels.items() if text}, value)


def _labels(attributes: dict[str, Any]) -> Labels:
    return {_label(key): attribute_text(value) for key, value in attributes.items()}


def _label(name: str) -> str:
    clean = "".join(letter if letter.isalpha() or letter.isdecimal() else "_" for letter in name)
    if clean[:1].isdecimal():
        return f"key_{clean}"
    return f"key{clean}" if clean.startswith("_") and not clean.startswith("__") else clean


def metric_name(metric: Message, suffixes: bool) -> str:
    """What Prometheus calls a metric: with its unit and type at the end, if `suffixes`."""
    words = _words(metric) if suffixes else [word for word in re.split(r"[^\w:]+", metric["name"]) if word]
    name = "_".join(words)
    return f"_{name}" if name[:1].isdecimal() else name


def _words(metric: Message) -> list[str]:
    words = [word for word in re.split(r"[\W_]+", metric["name"]) if word]
    main, _, per = metric["unit"].partition("/")
    unit, rate = _unit(main, "units"), _unit(per, "per")
    if unit and unit not in words:
        words.append(unit)
    if rate and rate not in words:
        words += ["per", rate]
    ending = ""
    if metric["sum"] is not None and metric["sum"]["isMonotonic"]:
        ending = "total"
    elif metric["unit"] == "1" and metric_type(metric) == "gauge":
        ending = "ratio"
    return [*(word for word in words if word != ending), ending] if ending else words


def _unit(unit: str, table: str) -> str:
    unit = unit.strip()
    if not unit or re.search(r"[{}]", unit):
        return ""
    translated = str(data("otlp/units")[table].get(unit, unit))
    return "_".join(word for word in re.split(r"[\W_]+", translated) if word)
