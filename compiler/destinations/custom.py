"""destinations.NAME, type custom: Alloy that the user wrote, with a target for each signal it takes."""

from collections.abc import Iterator, Mapping
from typing import Literal

from ..graph.build import Value
from ..lowering.gates import output
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
from ..report.diagnostics import Diagnostic
from ..values.options import NO_ALLOY, AlloyComponents, AlloyExpression, Options, unset
from . import switched_on
from .unit import DestinationContext, DestinationOptions, DestinationType


class Target(Options):
    """The receiver of a signal: an export of a component in `config`."""

    enabled: bool = False
    target: AlloyExpression = None


class Custom(DestinationOptions):
    """Any sink that Alloy has."""

    config: AlloyComponents = NO_ALLOY
    ecosystem: Literal["", "prometheus", "loki", "otlp", "pyroscope"] = ""
    metrics: Target = unset(Target)
    logs: Target = unset(Target)
    traces: Target = unset(Target)
    profiles: Target = unset(Target)


TAKEN: dict[str, dict[Signal, Telemetry]] = {
    "prometheus": {"metrics": PROMETHEUS_METRICS, "traces": OTLP_TRACES, "profiles": PYROSCOPE_PROFILES},
    "loki": {"logs": LOKI_LOGS, "traces": OTLP_TRACES, "profiles": PYROSCOPE_PROFILES},
    "otlp": {"metrics": OTLP_METRICS, "logs": OTLP_LOGS, "traces": OTLP_TRACES, "profiles": PYROSCOPE_PROFILES},
    "pyroscope": {"traces": OTLP_TRACES, "profiles": PYROSCOPE_PROFILES},
}
"""For each ecosystem what its targets take. There is one sort of traces and one of profiles, so any can have those."""


def ecosystem(options: Custom) -> str:
    return options.ecosystem


def signals(options: Custom) -> frozenset[Signal]:
    return switched_on(options, SIGNALS)


def check(options: Custom, context: DestinationContext) -> Iterator[Diagnostic]:
    if not options.ecosystem:
        yield Diagnostic("missing-key",
                         f"the destination `{context.name}` does not say whose components its targets are",
                         context.at(), "add `ecosystem:`, one of prometheus, loki, otlp, pyroscope",
                         about_key=True)  # fmt: skip
    for signal in SIGNALS:
        if not getattr(options, signal).enabled:
            continue
        if options.ecosystem and signal not in TAKEN[options.ecosystem]:
            yield Diagnostic("unsupported-signal", f"`{context.name}` is of the ecosystem {options.ecosystem}, "
                             f"which has no {signal}", context.at(signal, "enabled"),
                             "turn it off, or use `ecosystem: otlp`")  # fmt: skip
        if getattr(options, signal).target is None:
            yield Diagnostic("missing-key", f"`{context.name}` takes {signal}, but does not say with which component",
                             context.at(signal), "add `target:`, as `otelcol.processor.batch.NAME.input`",
                             about_key=True)  # fmt: skip


def lower(options: Custom, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    targets: dict[Telemetry, Value] = {
        telemetry: getattr(options, signal).target
        for signal, telemetry in TAKEN[options.ecosystem].items()
        if getattr(options, signal).enabled
    }
    taken = {**targets, **dict(convert(targets, options, pipeline))}
    pipeline.insert(options.config, "config")
    return taken


def convert(
    targets: Mapping[Telemetry, Value], options: Custom, pipeline: Pipeline
) -> Iterator[tuple[Telemetry, Value]]:
    """Adds what converts metrics and logs between Prometheus or Loki and OpenTelemetry. Gives the receivers."""
    for native, otlp in ((PROMETHEUS_METRICS, OTLP_METRICS), (LOKI_LOGS, OTLP_LOGS)):
        part = pipeline.because(getattr(options, native.signal).enabled)
        if native in targets:
            exporter = part.add_entry(f"otelcol.exporter.{native.ecosystem}", forward_to=[targets[native]])
            yield otlp, exporter["input"]
        elif otlp in targets:
            receiver = f"otelcol.receiver.{native.ecosystem}"
            yield native, part.add_entry(receiver, "", output(otlp.signal, [targets[otlp]]))["receiver"]


UNIT = DestinationType(
    options=Custom,
    ecosystem=ecosystem,
    signals=signals,
    check=check,
    lower=lower,
)
