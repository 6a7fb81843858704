"""integrations.alloy: metrics of Grafana Alloy itself."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import ListedMetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..values.options import NO_ALLOY, AlloyBody, unset
from ._instance import Instance, LabelSelectors, Scraping, check_selectors
from ._pod_scrape import (
    PodModule,
    Pods,
    Series,
    common_rules,
    discover_pods,
    log_annotation_rules,
    relabel_pods,
    scrape_pods,
)
from .unit import IntegrationType


class AlloyMetrics(Scraping):
    port_name: str = "http-metrics"
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Alloy(Instance):
    """Alloys whose metrics are gathered; `labelSelectors` is required."""

    job_label: str = "integrations/alloy"
    namespaces: list[str] = []
    field_selectors: list[str] = []
    label_selectors: LabelSelectors = {}
    extra_discovery_rules: AlloyBody = NO_ALLOY
    metrics: AlloyMetrics = unset(AlloyMetrics)


MODULE = PodModule("app.kubernetes.io/name=alloy", "metrics", "integrations/alloy", ".*")


def check(instance: Alloy, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app.kubernetes.io/name: {instance.name}")


def lower(instance: Alloy, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    metrics = instance.metrics
    namespaces = instance.namespaces or None
    pods = Pods(namespaces, instance.field_selectors, instance.label_selectors, metrics.port_name)
    targets = discover_pods(MODULE, pods, node_labels, pipeline)
    targets = relabel_pods(MODULE, pods, targets, common_rules(node_labels), instance.extra_discovery_rules, pipeline)
    series = Series(metrics.tuning, "alloy", tuple(log_annotation_rules()))
    scrape_pods(MODULE, targets, instance.job_label, metrics, series, pipeline)


UNIT = IntegrationType(
    options=Alloy,
    check=check,
    lower=lower,
)
