"""integrations.alloy: metrics of Grafana Alloy itself."""

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.tuning import ListedMetricsTuning
from ..report.diagnostics import Diagnostic, Path
from ..values.options import unset
from ._instance import check_selectors
from ._pod_scrape import PodModule, common_rules
from ._selected_pods import SelectedInstance, SelectedMetrics, gather_pods
from .unit import IntegrationType


class AlloyMetrics(SelectedMetrics):
    port_name: str = "http-metrics"
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Alloy(SelectedInstance):
    """Alloys whose metrics are gathered; `labelSelectors` is required."""

    job_label: str = "integrations/alloy"
    metrics: AlloyMetrics = unset(AlloyMetrics)


MODULE = PodModule("app.kubernetes.io/name=alloy", "metrics", "integrations/alloy", ".*")


def check(instance: Alloy, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app.kubernetes.io/name: {instance.name}")


def lower(instance: Alloy, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    gather_pods(MODULE, instance, node_labels, common_rules(node_labels), "alloy", pipeline)


UNIT = IntegrationType(options=Alloy, check=check, lower=lower)
