"""destinations.NAME, type nop: takes anything and drops it."""

from collections.abc import Mapping

from ..graph.build import Value, block
from ..lowering.pipeline import Pipeline
from ..planning.telemetry import (
    LOKI_LOGS,
    OTLP_LOGS,
    OTLP_METRICS,
    OTLP_TRACES,
    PROMETHEUS_METRICS,
    PYROSCOPE_PROFILES,
    SIGNALS,
    Signal,
    Telemetry,
)
from ..values.options import Options, unset
from . import switched_on
from .unit import DestinationOptions, DestinationType


class Switch(Options):
    enabled: bool = True


class Nop(DestinationOptions):
    """A place where telemetry ends."""

    metrics: Switch = unset(Switch)
    logs: Switch = unset(Switch)
    traces: Switch = unset(Switch)
    profiles: Switch = unset(Switch)


ENDS = {
    PROMETHEUS_METRICS: ("prometheus.relabel", "receiver"),
    OTLP_METRICS: ("otelcol.exporter.prometheus", "input"),
    LOKI_LOGS: ("loki.relabel", "receiver"),
    OTLP_LOGS: ("otelcol.exporter.loki", "input"),
    PYROSCOPE_PROFILES: ("pyroscope.relabel", "receiver"),
}
"""For each telemetry the component that takes it and hands it on to nothing, and the export that takes it."""


def ecosystem(options: Nop) -> str:
    return "nop"


def signals(options: Nop) -> frozenset[Signal]:
    return switched_on(options, SIGNALS)


def lower(options: Nop, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    ends: dict[Telemetry, Value] = {
        telemetry: pipeline.because(switch).add_entry(kind, forward_to=[])[export]
        for telemetry, (kind, export) in ENDS.items()
        if (switch := getattr(options, telemetry.signal).enabled)
    }
    if traces := options.traces.enabled:
        sink = pipeline.because(traces).add_entry("otelcol.connector.spanlogs", "", block("output"))
        ends[OTLP_TRACES] = sink["input"]
    return ends


UNIT = DestinationType(
    options=Nop,
    ecosystem=ecosystem,
    signals=signals,
    lower=lower,
)
