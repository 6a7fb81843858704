"""dataProcessors.NAME, type custom: Alloy that the user wrote, for each telemetry it is to process."""

from collections.abc import Iterator
from dataclasses import replace

from ..graph.build import Value
from ..graph.component import map_body, map_expression
from ..lowering.pipeline import Pipeline
from ..planning.telemetry import (
    LOKI_LOGS,
    OTLP_LOGS,
    OTLP_METRICS,
    OTLP_TRACES,
    PROMETHEUS_METRICS,
    PYROSCOPE_PROFILES,
    Telemetry,
)
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Body, Expr, Name
from ..values.names import alloy_name
from ..values.options import NO_ALLOY, AlloyComponents, AlloyExpression, Options, unset
from .unit import ProcessorContext, ProcessorType

TELEMETRY = (PROMETHEUS_METRICS, OTLP_METRICS, LOKI_LOGS, OTLP_LOGS, OTLP_TRACES, PYROSCOPE_PROFILES)


class Slice(Options):
    """Components for one telemetry. They begin with `input` and forward to the sink `NAME_out_SIGNAL_ECOSYSTEM`."""

    enabled: bool = False
    input: AlloyExpression = None
    config: AlloyComponents = NO_ALLOY


class Metrics(Options):
    prometheus: Slice = unset(Slice)
    otlp: Slice = unset(Slice)


class Logs(Options):
    loki: Slice = unset(Slice)
    otlp: Slice = unset(Slice)


class Traces(Options):
    otlp: Slice = unset(Slice)


class Profiles(Options):
    pyroscope: Slice = unset(Slice)


class CustomProcessor(Options):
    """Any processing that Alloy can do."""

    type: str
    metrics: Metrics = unset(Metrics)
    logs: Logs = unset(Logs)
    traces: Traces = unset(Traces)
    profiles: Profiles = unset(Profiles)


def part(options: CustomProcessor, telemetry: Telemetry) -> Slice:
    found: Slice = getattr(getattr(options, telemetry.signal), telemetry.ecosystem)
    return found


def supports(options: CustomProcessor) -> frozenset[Telemetry]:
    return frozenset(telemetry for telemetry in TELEMETRY if part(options, telemetry).enabled)


def check(options: CustomProcessor, context: ProcessorContext) -> Iterator[Diagnostic]:
    for telemetry in TELEMETRY:
        given = part(options, telemetry)
        if given.enabled and given.input is None:
            at = context.at(telemetry.signal, telemetry.ecosystem)
            yield Diagnostic("missing-key", f"`{context.name}` does not say where {telemetry.ecosystem} "
                             f"{telemetry.signal} go in", at, "add `input:`, where it begins",
                             about_key=True)  # fmt: skip


def lower(options: CustomProcessor, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value:
    given = part(options, telemetry)
    plain = alloy_name(str(pipeline.path[-1]))
    statements: Body = given.config
    begin: Expr = given.input
    if pipeline.prefix != plain:
        statements, begin = _renamed(statements, begin, plain, pipeline.prefix)
    pipeline.insert(statements, telemetry.signal, telemetry.ecosystem, "config")
    return begin


def _renamed(statements: Body, begin: Expr, plain: str, prefix: str) -> tuple[Body, Expr]:
    """A copy of the user's components with labels of its own, which forwards to a sink of its own: two lists that go
    on differently after the processor must not meet in it."""
    names = {(*s.name.split("."), s.label) for s in statements if isinstance(s, Block) and s.label}
    suffix = prefix.removeprefix(plain)

    def change(expression: Expr) -> Expr:
        if not isinstance(expression, Name):
            return expression
        parts = list(expression.parts)
        for position in range(1, len(parts)):
            if tuple(parts[: position + 1]) in names:
                parts[position] += suffix
                return replace(expression, parts=tuple(parts))
            if parts[position].startswith(f"{plain}_out_"):
                parts[position] = prefix + parts[position].removeprefix(plain)
                return replace(expression, parts=tuple(parts))
        return expression

    body = tuple(
        replace(s, label=s.label + suffix if s.label else "", body=map_body(s.body, change))
        for s in statements
        if isinstance(s, Block)
    )
    return body, map_expression(begin, change)


UNIT = ProcessorType(
    options=CustomProcessor,
    supports=supports,
    check=check,
    lower=lower,
)
