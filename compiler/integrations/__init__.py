"""Integrations: a service in the cluster, with what is known about its metrics and logs. A module a type.

A type has a list of instances in the values (`integrations.TYPE.instances`). Its module is imported only when the
values mention the type. It has `OPTIONS`, the model of one instance, and:

    scrapes(instance)                           whether the instance gives metrics
    check(instance, path)                       its faults, as diagnostics; `path` is where the instance stands
    lower(instance, node_labels, pipeline)      adds its components

and, if the type knows its logs:

    reads_logs(instance)                        whether the logs of the instance's pods get rules
    discovery_rules(instance)                   rules that find these pods among all pods whose logs are read
    processing_stages(instances)                stages for the log lines of these pods

and, if it sends logs of its own:

    sends_logs(instance)                        whether the instance does
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol, cast

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Body
from ..values.options import Options

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


class IntegrationModule(Protocol):
    """The shape of a module in this folder: what each has."""

    OPTIONS: type[Options]

    def scrapes(self, instance: Any) -> bool: ...
    def check(self, instance: Any, path: Path) -> Iterator[Diagnostic]: ...
    def lower(self, instance: Any, node_labels: NodeLabels, pipeline: Pipeline) -> None: ...


def load(type: str) -> IntegrationModule:
    """The module of an integration type. Raises KeyError for a type that is not in TYPES."""
    return cast(IntegrationModule, import_module(f".{TYPES[type]}", __name__))


def reads_logs(module: IntegrationModule, instance: Any) -> bool:
    """Whether the logs of an instance's pods get rules of their own."""
    reads = getattr(module, "reads_logs", None)
    return reads(instance) if reads else False


def sends_logs(module: IntegrationModule, instance: Any) -> bool:
    """Whether an instance itself makes log lines."""
    sends = getattr(module, "sends_logs", None)
    return sends(instance) if sends else False


def log_rules(module: IntegrationModule, instance: Any) -> Body:
    """The rules that find the pods of an instance that reads logs."""
    return tuple(cast(Any, module).discovery_rules(instance))


def log_stages(module: IntegrationModule, instances: Iterable[Any]) -> Body:
    """The stages for the log lines of instances that read logs."""
    return tuple(cast(Any, module).processing_stages(tuple(instances)))
