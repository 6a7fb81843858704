"""applicationObservability: OTTL, the statements that change telemetry and the conditions that drop it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..graph.build import Value, because, block
from ..lowering.ottl import attribute, quoted
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Block, Ref
from ..values.placed import in_place_of, joined
from ._application_options import ApplicationObservability
from ._application_processors import INSTANCE_LABEL, NAME_LABEL
from ._application_signals import Targets, enabled_signals, output

SERVICE_NAME_SOURCES = (
    INSTANCE_LABEL, NAME_LABEL, "k8s.deployment.name", "k8s.replicaset.name", "k8s.statefulset.name",
    "k8s.daemonset.name", "k8s.cronjob.name", "k8s.job.name", "k8s.pod.name",
)  # fmt: skip
"""Where a service that has no name gets one from: the first of these resource attributes that is set. The first two
are labels of the pod, extracted for this alone and deleted again. The order is OpenTelemetry's for Kubernetes."""


def lower_transform(options: ApplicationObservability, pipeline: Pipeline, targets: Targets) -> Ref:
    """The statements of each signal that is on."""
    signals = enabled_signals(options)
    blocks = [b for s in signals for b in because(STATEMENTS[s](options), getattr(options, s).enabled)]
    return pipeline.add(
        "otelcol.processor.transform",
        "",
        *blocks,
        output(options, targets),
        error_mode=options.processors.transform.error_mode,
    )["input"]


def _metric_statements(options: ApplicationObservability) -> Iterator[Block]:
    transforms = options.metrics.transforms
    yield from _statements("metric", resource=[*transforms.resource, *service_name(options)],
                           metric=transforms.metric, datapoint=transforms.datapoint)  # fmt: skip


def _log_statements(options: ApplicationObservability) -> Iterator[Block]:
    """Loki's labels are taken from resource attributes, which must be called like the labels."""
    transforms = options.logs.transforms
    resource = [
        *transforms.resource,
        'set(attributes["pod"], attributes["k8s.pod.name"])',
        'set(attributes["namespace"], attributes["k8s.namespace.name"])',
        'set(attributes["loki.resource.labels"], ' + quoted(joined(", ", transforms.labels)) + ")",
        *service_name(options),
    ]
    yield from _statements("log", resource=resource, log=transforms.log)


def _trace_statements(options: ApplicationObservability) -> Iterator[Block]:
    transforms, version = options.traces.transforms, options.traces.set_span_name_semantic_convention
    rename = ["set_semconv_span_name(" + quoted(version) + ', "original_span_name")'] if version else []
    yield from _statements("trace", resource=[*transforms.resource, *service_name(options)],
                           span=[*transforms.span, *rename], spanevent=transforms.spanevent)  # fmt: skip


STATEMENTS = {"metrics": _metric_statements, "logs": _log_statements, "traces": _trace_statements}


def _statements(signal: str, **contexts: Sequence[str]) -> Iterator[Block]:
    for context, statements in contexts.items():
        if statements:
            yield block(f"{signal}_statements", context=context, statements=list(statements))


def service_name(options: ApplicationObservability) -> list[str]:
    """Statements that name services which did not name themselves, or that an SDK called `unknown_service`."""
    unknown, aligned = options.override_unknown_service_names, options.align_service_name_with_otel_sem_conv
    statements: list[str] = []
    if unknown:
        name = attribute("service.name", "resource")
        forget = f'delete_key(resource.attributes, "service.name") where {name} != nil and '
        statements.append(in_place_of(f'{forget}IsMatch({name}, "^unknown_service")', unknown))
    if aligned:
        naming = [
            *(_set_if_missing("service.name", source) for source in SERVICE_NAME_SOURCES),
            _set_if_missing("service.namespace", "k8s.namespace.name"),
            *(f'delete_key(resource.attributes, "{name}")' for name in (INSTANCE_LABEL, NAME_LABEL)),
        ]
        statements += [in_place_of(statement, aligned) for statement in naming]
    return statements


def _set_if_missing(name: str, source: str) -> str:
    wanted, found = attribute(name, "resource"), attribute(source, "resource")
    return f'set({wanted}, {found}) where ({wanted} == nil or {wanted} == "") and {found} != nil and {found} != ""'


def filters(options: ApplicationObservability) -> dict[str, Mapping[str, Sequence[str]]]:
    """The conditions of each signal that is on, by the part of the telemetry that they look at."""
    found = {
        "metrics": {"metric": options.metrics.filters.metric, "datapoint": options.metrics.filters.datapoint},
        "logs": {"log_record": options.logs.filters.log_record},
        "traces": {"span": options.traces.filters.span, "spanevent": options.traces.filters.spanevent},
    }
    return {signal: found[signal] for signal in enabled_signals(options) if any(found[signal].values())}


def lower_filter(options: ApplicationObservability, pipeline: Pipeline, next: Value) -> Ref:
    """Drops what the conditions find."""
    conditions = [
        statement
        for signal, parts in filters(options).items()
        for statement in because(
            [block(signal, **{part: list(given) or None for part, given in parts.items()})],
            getattr(options, signal).enabled,
        )
    ]
    return pipeline.add(
        "otelcol.processor.filter",
        "",
        *conditions,
        output(options, {"metrics": [next], "logs": [next], "traces": [next]}),
        error_mode=options.processors.filter.error_mode,
    )["input"]
