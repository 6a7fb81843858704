"""Instances whose pods must be selected, scraped by the name of a port: alloy, dcgm-exporter."""

from collections.abc import Iterable

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import MetricsTuning
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, unset
from ._instance import Instance, LabelSelectors, Scraping
from ._pod_scrape import PodModule, Pods, Series, discover_pods, log_annotation_rules, relabel_pods, scrape_pods


class SelectedMetrics(Scraping):
    port_name: str = "metrics"
    tuning: MetricsTuning = unset(MetricsTuning)


class SelectedInstance(Instance):
    """Which pods; `labelSelectors` is required."""

    job_label: str = ""
    namespaces: list[str] = []
    field_selectors: list[str] = []
    label_selectors: LabelSelectors = {}
    extra_discovery_rules: AlloyBody = NO_ALLOY
    metrics: SelectedMetrics = unset(SelectedMetrics)


def gather_pods(
    module: PodModule,
    instance: SelectedInstance,
    node_labels: NodeLabels,
    rules: Iterable[Block],
    default_list: str,
    pipeline: Pipeline,
) -> None:
    """Discovers, relabels by the rules of the type and scrapes; what is kept is the default list of the type."""
    metrics, namespaces = instance.metrics, instance.namespaces or None
    pods = Pods(namespaces, instance.field_selectors, instance.label_selectors, metrics.port_name)
    targets = discover_pods(module, pods, node_labels, pipeline)
    targets = relabel_pods(module, pods, targets, rules, instance.extra_discovery_rules, pipeline)
    series = Series(metrics.tuning, default_list, tuple(log_annotation_rules()))
    scrape_pods(module, targets, instance.job_label, metrics, series, pipeline)
