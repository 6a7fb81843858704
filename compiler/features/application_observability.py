"""applicationObservability: telemetry that applications send, received, described and forwarded.

receivers -> [memory limit] -> resource detection -> Kubernetes attributes -> OTTL transformations -> [span logs, span
metrics] -> [OTTL filters] -> batches -> [interval] -> destinations. Spans also make host metrics, before the batches.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..planning.installation import Context
from ..planning.ports import with_ports
from ..planning.telemetry import OTLP_LOGS, OTLP_METRICS, OTLP_TRACES, Signal, Telemetry
from ..report.diagnostics import Diagnostic
from ._application_connectors import lower_host_info, lower_span_logs, lower_span_metrics
from ._application_options import ApplicationObservability
from ._application_processors import (
    lower_batch,
    lower_interval,
    lower_kubernetes_attributes,
    lower_memory_limiter,
    lower_resource_detection,
)
from ._application_receivers import lower_receivers, ports, protocols
from ._application_signals import SIGNALS, enabled_signals
from ._application_statements import filters, lower_filter, lower_transform
from .unit import Feature

TELEMETRY = {"metrics": OTLP_METRICS, "logs": OTLP_LOGS, "traces": OTLP_TRACES}


def emits(options: ApplicationObservability) -> tuple[Telemetry, ...]:
    """The signals that are on; all of them where none is, so that `check` has its say."""
    return tuple(TELEMETRY[signal] for signal in enabled_signals(options) or SIGNALS)


def holds(options: ApplicationObservability) -> tuple[Telemetry, ...]:
    """The signals that are off: their destinations are in the collector's configuration all the same."""
    return tuple(TELEMETRY[signal] for signal in SIGNALS if signal not in enabled_signals(options))


def check(options: ApplicationObservability, context: Context) -> Iterator[Diagnostic]:
    if not enabled_signals(options):
        yield Diagnostic("nothing-to-gather", "`applicationObservability` has all its signals turned off", context.path,
                         "turn on `metrics`, `logs` or `traces`, or the feature off")  # fmt: skip
    if not any(ports(options.receivers)):
        yield Diagnostic("nothing-to-gather", "`applicationObservability` has no receiver that is on",
                         context.at("receivers"), "add `receivers: {otlp: {grpc: {enabled: true}}}`")  # fmt: skip


def contribute(options: ApplicationObservability, context: Context) -> Mapping[str, Any]:
    return with_ports(context.collector, ports(options.receivers))


def otlp_port(options: ApplicationObservability) -> int | None:
    """gRPC rather than HTTP."""
    otlp = options.receivers.otlp
    return next((receiver.port for receiver in (otlp.grpc, otlp.http) if receiver.enabled), None)


def summary(options: ApplicationObservability) -> dict[str, str]:
    """The receivers that are on, for release info."""
    return {"protocols": protocols(options.receivers)}


def lower(options: ApplicationObservability, pipeline: Pipeline) -> None:
    """Built from the destinations back to the receivers."""
    destinations: dict[Signal, list[Value]] = {s: pipeline.destinations(s) for s in enabled_signals(options)}
    if options.processors.interval.enabled and options.metrics.enabled:
        interval = pipeline.because(options.processors.interval.enabled, options.metrics.enabled)
        destinations["metrics"] = [lower_interval(options, interval, destinations["metrics"])]
    batch = lower_batch(options, pipeline, destinations)
    last: Value = lower_filter(options, pipeline, batch) if filters(options) else batch
    spans: list[Value] = []
    if options.connectors.span_logs.enabled:
        spans.append(lower_span_logs(options, pipeline.because(options.connectors.span_logs.enabled), last))
    if options.connectors.span_metrics.enabled:
        spans.append(lower_span_metrics(options, pipeline.because(options.connectors.span_metrics.enabled), last))
    transform = lower_transform(options, pipeline, {"metrics": [last], "logs": [last], "traces": [*spans, last]})
    hosts: list[Value] = []
    if options.metrics.enabled and options.connectors.grafana_cloud_metrics.enabled:
        wanted = (options.metrics.enabled, options.connectors.grafana_cloud_metrics.enabled)
        hosts.append(lower_host_info(options, pipeline.because(*wanted), batch))
    described = lower_kubernetes_attributes(
        options, pipeline, {"metrics": [transform], "logs": [transform], "traces": [transform, *hosts]}
    )
    first = lower_resource_detection(options, pipeline, described)
    if options.processors.memory_limiter.enabled:
        first = lower_memory_limiter(options, pipeline.because(options.processors.memory_limiter.enabled), first)
    lower_receivers(options, pipeline, first)


UNIT = Feature(
    options=ApplicationObservability,
    emits=emits,
    check=check,
    contribute=contribute,
    lower=lower,
    holds=holds,
    summary=summary,
    otlp_port=otlp_port,
)
