"""applicationObservability: its signals, on or off, and the `output` block of a component that carries them."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from pydantic import Field

from ..graph.build import Value, attributes, block, when
from ..planning.telemetry import Signal
from ..syntax.ast import Block, Statement
from ..values.options import Options, unset

SIGNALS: tuple[Signal, ...] = ("metrics", "logs", "traces")
Targets: TypeAlias = Mapping[Signal, Sequence[Value]]


class MetricFilters(Options):
    metric: list[str] = []
    datapoint: list[str] = []


class MetricTransforms(Options):
    resource: list[str] = []
    metric: list[str] = []
    datapoint: list[str] = []


class Metrics(Options):
    """Metrics that applications send: OTTL conditions that drop them, OTTL statements that change them."""

    enabled: bool = True
    filters: MetricFilters = unset(MetricFilters)
    transforms: MetricTransforms = unset(MetricTransforms)


class LogFilters(Options):
    log_record: list[str] = Field(default=[], alias="log_record")


class LogTransforms(Options):
    """`labels`: the resource attributes that Loki is to use as labels."""

    resource: list[str] = []
    log: list[str] = []
    labels: list[str] = ["cluster", "namespace", "job", "pod"]


class Logs(Options):
    enabled: bool = True
    filters: LogFilters = unset(LogFilters)
    transforms: LogTransforms = unset(LogTransforms)


class TraceFilters(Options):
    span: list[str] = []
    spanevent: list[str] = []


class TraceTransforms(Options):
    resource: list[str] = []
    span: list[str] = []
    spanevent: list[str] = []


class Traces(Options):
    """`setSpanNameSemanticConvention`: the version of the conventions that span names follow; empty leaves names."""

    enabled: bool = True
    filters: TraceFilters = unset(TraceFilters)
    transforms: TraceTransforms = unset(TraceTransforms)
    set_span_name_semantic_convention: str = "1.37.0"


class Signals(Protocol):
    """The signals of the feature, as its options have them."""

    @property
    def metrics(self) -> Metrics: ...
    @property
    def logs(self) -> Logs: ...
    @property
    def traces(self) -> Traces: ...


def enabled_signals(options: Signals) -> tuple[Signal, ...]:
    """The signals of the feature's options that are on."""
    return tuple(signal for signal in SIGNALS if getattr(options, signal).enabled)


def output(options: Signals, targets: Targets) -> Block:
    """The `output` block of a component: its targets, without the signals that are off."""
    on = [attribute for s in SIGNALS for attribute in _signal(options, s, targets)]
    return block("output", *on)


def _signal(options: Signals, signal: Signal, targets: Targets) -> list[Statement]:
    """The attribute of a signal, if that is on and has targets."""
    given = attributes({signal: list(targets[signal])}) if signal in targets else ()
    return when(getattr(options, signal).enabled, *given)
