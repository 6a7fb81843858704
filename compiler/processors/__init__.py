"""Data processors: what happens to telemetry between a feature and its destinations. A module a type.

A module has `OPTIONS`, the model of an entry of `dataProcessors`, and:

    supports(options)                              the telemetry that it can process
    check(options, context)                        its faults, as diagnostics
    lower(options, telemetry, forward_to, pipeline)    adds its components; gives the receiver that they begin with
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..planning.installation import Installation
from ..planning.telemetry import Telemetry
from ..report.diagnostics import Diagnostic, Path
from ..values.options import Options

TYPES: dict[str, str] = {
    "custom": "custom",
    "ec2Enrichment": "ec2_enrichment",
    "kubernetesEnrichment": "kubernetes_enrichment",
}
"""The values of `dataProcessors.NAME.type`, each with its module."""


@dataclass(frozen=True)
class ProcessorContext:
    """What a processor's `check` is given beside its options."""

    name: str
    installation: Installation

    def at(self, *keys: str | int) -> Path:
        return ("dataProcessors", self.name, *keys)


class ProcessorModule(Protocol):
    """The shape of a module in this folder."""

    OPTIONS: type[Options]

    def supports(self, options: Any) -> frozenset[Telemetry]: ...
    def check(self, options: Any, context: ProcessorContext) -> Iterator[Diagnostic]: ...
    def lower(self, options: Any, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value: ...


def load(type: str) -> ProcessorModule:
    """The module of a processor type. Raises KeyError for a type that is not in TYPES."""
    return cast(ProcessorModule, import_module(f".{TYPES[type]}", __name__))
