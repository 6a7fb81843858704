"""Integrations: services in the cluster, each type with a list of instances (`integrations.TYPE.instances`). A module a
type, imported only when the values mention the type; it ends in its `UNIT`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .unit import IntegrationType

TYPES: dict[str, str] = {
    "alloy": "alloy",
    "cert-manager": "cert_manager",
    "dcgm-exporter": "dcgm_exporter",
    "etcd": "etcd",
    "grafana": "grafana",
    "istio": "istio",
    "loki": "loki",
    "mimir": "mimir",
    "mysql": "mysql",
    "postgresql": "postgresql",
    "tempo": "tempo",
}
"""The keys of `integrations` that are types, each with its module, in the reference's order."""


def load(type: str) -> IntegrationType[Any]:
    """What the module of an integration type states. Raises KeyError for a type that is not in TYPES."""
    unit: IntegrationType[Any] = import_module(f".{TYPES[type]}", __name__).UNIT
    return unit
