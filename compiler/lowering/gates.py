"""Ways that split: telemetry is stamped with the destinations it is for, and a gate before each lets its own pass.

The stamp is the label or resource attribute `selected_destinations`; the gate takes it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..graph.build import Value, block
from ..graph.component import Component
from ..planning.telemetry import Signal, Telemetry
from ..syntax.ast import Block
from ..values.placed import joined
from .ottl import delete_attribute, text_attribute
from .pipeline import Pipeline
from .relabel import rule

STAMP = "selected_destinations"
RELABEL = {"prometheus": "prometheus.relabel", "loki": "loki.relabel", "pyroscope": "pyroscope.relabel"}
"""For each ecosystem with labels the component that changes them."""
OTTL_NAMES: dict[Signal, str] = {"metrics": "metric", "logs": "log", "traces": "trace"}
"""What blocks of OpenTelemetry processors call a signal."""
LOKI_CACHE_SIZE = 100
"""`max_cache_size` of the loki.relabel components that stand between a feature and its destinations."""


def cache_size(kind: str) -> int | None:
    return LOKI_CACHE_SIZE if kind == "loki.relabel" else None


def stamp_rule(names: Iterable[str], *sources: str, **attributes: Value) -> Block:
    """A relabeling rule that stamps."""
    return rule(*sources, **attributes, target_label=STAMP, replacement=joined(",", names))


def stamp_statement(names: Iterable[str]) -> str:
    """An OTTL statement for the context `resource` that stamps."""
    return text_attribute(STAMP, joined(",", names))


def transform(
    pipeline: Pipeline, role: str, signal: Signal, statements: list[Value], forward_to: list[Value], entry: bool = False
) -> Component:
    """Adds a processor with statements for resources, which passes over those that fail."""
    add = pipeline.add_entry if entry else pipeline.add
    return add(
        "otelcol.processor.transform",
        role,
        block(f"{OTTL_NAMES[signal]}_statements", context="resource", statements=statements),
        output(signal, forward_to),
        error_mode="ignore",
    )


def output(signal: Signal, forward_to: list[Value]) -> Block:
    attributes: Mapping[str, Value] = {signal: forward_to}
    return block("output", **attributes)


def add_gate(pipeline: Pipeline, role: str, telemetry: Telemetry, destination: str, forward_to: Value) -> Value:
    """Adds the gate before a destination. Gives its receiver."""
    pipeline = pipeline.because(destination)
    stamped = "(^|.*,)" + destination + "(,.*|$)"
    if telemetry.ecosystem == "otlp":
        signal = telemetry.signal
        clean = transform(pipeline, f"{role}_strip", signal, [delete_attribute(STAMP)], [forward_to])
        unmatched = f'not IsMatch(attributes["{STAMP}"], "' + stamped + '")'
        return pipeline.add(
            "otelcol.processor.filter",
            role,
            block(f"{OTTL_NAMES[signal]}_conditions", context="resource", conditions=[unmatched]),
            output(signal, [clean["input"]]),
            error_mode="ignore",
        )["input"]
    kind = RELABEL[telemetry.ecosystem]
    return pipeline.add(
        kind,
        role,
        rule(STAMP, regex=stamped, action="keep"),
        rule(regex=STAMP, action="labeldrop"),
        forward_to=[forward_to],
        max_cache_size=cache_size(kind),
    )["receiver"]
