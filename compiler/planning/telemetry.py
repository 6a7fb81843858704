"""What flows through a collector: a signal, carried by the components of an ecosystem."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Signal: TypeAlias = Literal["metrics", "logs", "traces", "profiles"]
Ecosystem: TypeAlias = Literal["prometheus", "loki", "otlp", "pyroscope"]

SIGNALS: tuple[Signal, ...] = ("metrics", "logs", "traces", "profiles")


class Telemetry(NamedTuple):
    """A signal in an ecosystem: OpenTelemetry logs are not Loki logs."""

    ecosystem: Ecosystem
    signal: Signal


PROMETHEUS_METRICS = Telemetry("prometheus", "metrics")
LOKI_LOGS = Telemetry("loki", "logs")
PYROSCOPE_PROFILES = Telemetry("pyroscope", "profiles")
OTLP_METRICS = Telemetry("otlp", "metrics")
OTLP_LOGS = Telemetry("otlp", "logs")
OTLP_TRACES = Telemetry("otlp", "traces")
