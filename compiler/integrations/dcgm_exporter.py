"""integrations.dcgm-exporter: metrics of NVIDIA GPUs, from DCGM Exporter."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import MetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..values.options import NO_ALLOY, AlloyBody, unset
from ._instance import Instance, LabelSelectors, Scraping, check_selectors
from ._pod_scrape import PodModule, Pods, Series, discover_pods, log_annotation_rules, relabel_pods, scrape_pods
from .unit import IntegrationType


class DcgmMetrics(Scraping):
    enabled: bool = True
    port_name: str = "metrics"
    tuning: MetricsTuning = unset(MetricsTuning)


class DcgmExporter(Instance):
    """A DCGM Exporter; `labelSelectors` is required."""

    job_label: str = "integrations/dcgm-exporter"
    namespaces: list[str] = []
    field_selectors: list[str] = []
    label_selectors: LabelSelectors = {}
    extra_discovery_rules: AlloyBody = NO_ALLOY
    metrics: DcgmMetrics = unset(DcgmMetrics)


MODULE = PodModule("app=nvidia-dcgm-exporter", "metrics", "integrations/dcgm-exporter", ".*")


def scrapes(instance: DcgmExporter) -> bool:
    return instance.metrics.enabled


def check(instance: DcgmExporter, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app: {instance.name}")


def lower(instance: DcgmExporter, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    """The exporter names the pod that uses a GPU; labels of the exporter's own pod would stand in the way."""
    metrics = instance.metrics
    namespaces = instance.namespaces or None
    pods = Pods(namespaces, instance.field_selectors, instance.label_selectors, metrics.port_name)
    targets = discover_pods(MODULE, pods, node_labels, pipeline)
    targets = relabel_pods(MODULE, pods, targets, [], instance.extra_discovery_rules, pipeline)
    series = Series(metrics.tuning, "", tuple(log_annotation_rules()))
    scrape_pods(MODULE, targets, instance.job_label, metrics, series, pipeline)


UNIT = IntegrationType(
    options=DcgmExporter,
    scrapes=scrapes,
    check=check,
    lower=lower,
)
