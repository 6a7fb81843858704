"""integrations.tempo: Tempo's metrics by component, and its log lines."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import ListedMetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Block
from ..values.options import unset
from ._grafana_service import (
    NAME,
    ServiceInstance,
    ServiceMetrics,
    check_service,
    database,
    lower_service,
    service_log_rules,
    service_log_stages,
)
from ._instance import LabelSelectors
from ._log_lines import LineFormat

SELECTORS: LabelSelectors = {NAME: ["tempo", "enterprise-traces"]}
LINES = LineFormat("tempo", ("integration", "tempo"), "", r"(ts=[^ ]+\s+)")
SERVICE = database("tempo", SELECTORS, LINES)


class TempoMetrics(ServiceMetrics):
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Tempo(ServiceInstance):
    """An installation of Tempo."""

    label_selectors: LabelSelectors | None = SELECTORS
    metrics: TempoMetrics = unset(TempoMetrics)


OPTIONS = Tempo


def scrapes(instance: Tempo) -> bool:
    return instance.metrics.enabled


def check(instance: Tempo, path: Path) -> Iterator[Diagnostic]:
    yield from check_service(SERVICE, instance, path)


def lower(instance: Tempo, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    lower_service(SERVICE, instance, SERVICE.module.job, node_labels, pipeline)


def reads_logs(instance: Tempo) -> bool:
    return instance.logs.enabled


def discovery_rules(instance: Tempo) -> Iterator[Block]:
    yield from service_log_rules(SERVICE, instance)


def processing_stages(instances: tuple[Tempo, ...]) -> Iterator[Block]:
    yield from service_log_stages(SERVICE, instances)
