"""The data that go through a graph. Each is frozen; what changes one makes another.

A `tenant` is whom a sink sends a datum as: "" is nobody, None is that nobody knows (it is in a secret, say).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Target:
    """What can be scraped or read, as its labels."""

    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Series:
    """A sample of a series. The metric's name is the label `__name__`; `timestamp` is in milliseconds since 1970, where
    the sample has one. `described` says that its scrape passes on what it knows of metric and target."""

    labels: Mapping[str, str]
    value: float = 0.0
    timestamp: int | None = None
    tenant: str | None = ""
    described: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A log line. `timestamp` is in nanoseconds since 1970, UTC; `metadata` is Loki's structured metadata. Until a
    sink sends it, its tenant is the label `__tenant_id__`."""

    labels: Mapping[str, str]
    line: str
    timestamp: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    tenant: str | None = ""


@dataclass(frozen=True, slots=True)
class Otlp:
    """Spans, metrics or logs, as the object of OTLP's JSON encoding (`resourceSpans`, ...)."""

    signal: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile, as its labels."""

    labels: Mapping[str, str]
    tenant: str | None = ""


Datum: TypeAlias = Target | Series | Line | Otlp | Profile
