"""What OTLP has in it, one by one: as it is looked at once it arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..data import Otlp
from .messages import METRIC_TYPES, RECORDS, RESOURCES, SCOPES, decode


@dataclass(frozen=True)
class Record:
    """A span, a log record, or a data point, with all that is known of it."""

    name: str
    attributes: Mapping[str, Any]
    resource: Mapping[str, Any]
    body: str = ""


def records(datum: Otlp) -> Iterator[Record]:
    """Every span, log record or data point."""
    for resource in decode(datum)[RESOURCES[datum.signal]]:
        known = (resource.get("resource") or {}).get("attributes", {})
        for scope in resource[SCOPES[datum.signal]]:
            for record in scope[RECORDS[datum.signal]]:
                yield from _records(datum.signal, record, known)


def _records(signal: str, record: Mapping[str, Any], resource: Mapping[str, Any]) -> Iterator[Record]:
    if signal == "metrics":
        for type in METRIC_TYPES:
            for point in (record.get(type) or {}).get("dataPoints", []):
                yield Record(record["name"], point["attributes"], resource)
        return
    body = record.get("body")
    yield Record(record.get("name", ""), record["attributes"], resource, "" if body is None else str(body))
