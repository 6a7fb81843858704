"""What a target exposes, as text, to series. `prometheus_client` reads it, imported where there is some to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .data import Series
from .trace import Unknown


def read_series(text: str) -> list[Series]:
    """The samples of Prometheus' text format, or of OpenMetrics where it ends with `# EOF`. Raises Unknown."""
    try:
        return [_series(sample) for sample in _samples(text)]
    except (ValueError, KeyError, IndexError) as fault:
        raise Unknown(f"the metrics are not in Prometheus' text format: {fault}") from None


def read_one_series(text: str) -> Series:
    """A series as PromQL writes one, `name{label="value"}`, with a value or without. Raises Unknown."""
    closed = text.rstrip()
    has_value = len(closed.rpartition("}")[2].split()) > (0 if "}" in closed else 1)
    found = read_series(closed if has_value else f"{closed} 0")
    if len(found) != 1:
        raise Unknown(f"`{text}` is not one series")
    return found[0]


def _samples(text: str) -> Iterator[Any]:
    try:
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
        from prometheus_client.parser import text_string_to_metric_families as prometheus
    except ImportError:
        raise Unknown("to read metrics takes the package `prometheus-client`: install `alloyc[metrics]`") from None
    parse: Any = open_metrics if text.rstrip().endswith("# EOF") else prometheus
    typed = set(re.findall(r"(?m)^#[ \t]*TYPE[ \t]+(\S+)", text))
    for family in parse(_ended(text)):
        for sample in family.samples:
            # The parser calls a counter of the older format `x_total`, whatever its name.
            is_renamed = parse is prometheus and family.type == "counter" and family.name in typed
            yield sample._replace(name=family.name) if is_renamed else sample


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _series(sample: Any) -> Series:
    labels = {"__name__": sample.name, **{name: value for name, value in sample.labels.items() if value}}
    timestamp = None if sample.timestamp is None else int(float(sample.timestamp) * 1000)
    return Series(labels, sample.value, timestamp)
