"""integrations.grafana: Grafana's metrics and log lines."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..syntax.ast import Block
from ..values.options import unset
from ._grafana_service import (
    NAME,
    Service,
    ServiceInstance,
    ServiceMetrics,
    check_service,
    lower_service,
    service_log_rules,
    service_log_stages,
)
from ._instance import LabelSelectors
from ._log_lines import LineFormat
from ._pod_scrape import PodModule

SELECTORS: LabelSelectors = {NAME: "grafana"}
JOB = "integrations/grafana"
TIME = r"(?:^|\s+)(t=\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+[^ ]*\s+)"
LINES = LineFormat("grafana", ("job", JOB), "t", TIME, beginning="^t=")
MODULE = PodModule(f"{NAME}=grafana", "grafana", JOB, "(.+)")
SERVICE = Service(MODULE, SELECTORS, LINES, has_components=False)


class GrafanaMetrics(ServiceMetrics):
    port_name: str = "grafana"


class Grafana(ServiceInstance):
    """An installation of Grafana. `jobLabel` is for its metrics; the job of its logs is always the default."""

    job_label: str = JOB
    label_selectors: LabelSelectors | None = SELECTORS
    metrics: GrafanaMetrics = unset(GrafanaMetrics)


OPTIONS = Grafana


def scrapes(instance: Grafana) -> bool:
    return instance.metrics.enabled


def check(instance: Grafana, path: Path) -> Iterator[Diagnostic]:
    yield from check_service(SERVICE, instance, path)


def lower(instance: Grafana, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    lower_service(SERVICE, instance, instance.job_label, node_labels, pipeline)


def reads_logs(instance: Grafana) -> bool:
    return instance.logs.enabled


def discovery_rules(instance: Grafana) -> Iterator[Block]:
    yield from service_log_rules(SERVICE, instance)


def processing_stages(instances: tuple[Grafana, ...]) -> Iterator[Block]:
    yield from service_log_stages(SERVICE, instances)
