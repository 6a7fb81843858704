"""Data processors: what happens to telemetry between a feature and its destinations. A module a type, imported only
when the values name the type; it ends in its `UNIT`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .unit import ProcessorType

TYPES: dict[str, str] = {
    "custom": "custom",
    "ec2Enrichment": "ec2_enrichment",
    "kubernetesEnrichment": "kubernetes_enrichment",
}
"""The values of `dataProcessors.NAME.type`, each with its module."""


def load(type: str) -> ProcessorType[Any]:
    """What the module of a processor type states. Raises KeyError for a type that is not in TYPES."""
    unit: ProcessorType[Any] = import_module(f".{TYPES[type]}", __name__).UNIT
    return unit
