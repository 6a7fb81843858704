"""integrations.mimir: Mimir's metrics by component, and its log lines."""

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

SELECTORS: LabelSelectors = {NAME: "mimir"}
LINES = LineFormat(
    "mimir",
    ("integration", "mimir"),
    "",
    r"(?:^|\s+)(ts=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[^ ]*\s+)",
    beginning="^ts=",
)
SERVICE = database("mimir", SELECTORS, LINES)


class MimirMetrics(ServiceMetrics):
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Mimir(ServiceInstance):
    """An installation of Mimir."""

    label_selectors: LabelSelectors | None = SELECTORS
    metrics: MimirMetrics = unset(MimirMetrics)


OPTIONS = Mimir


def scrapes(instance: Mimir) -> bool:
    return instance.metrics.enabled


def check(instance: Mimir, path: Path) -> Iterator[Diagnostic]:
    yield from check_service(SERVICE, instance, path)


def lower(instance: Mimir, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    lower_service(SERVICE, instance, SERVICE.module.job, node_labels, pipeline)


def reads_logs(instance: Mimir) -> bool:
    return instance.logs.enabled


def discovery_rules(instance: Mimir) -> Iterator[Block]:
    yield from service_log_rules(SERVICE, instance)


def processing_stages(instances: tuple[Mimir, ...]) -> Iterator[Block]:
    yield from service_log_stages(SERVICE, instances)
