"""integrations.dcgm-exporter: metrics of NVIDIA GPUs, from DCGM Exporter."""

from collections.abc import Iterator

from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..values.options import unset
from ._instance import check_selectors
from ._pod_scrape import PodModule
from ._selected_pods import SelectedInstance, SelectedMetrics, gather_pods
from .unit import IntegrationType


class DcgmMetrics(SelectedMetrics):
    enabled: bool = True


class DcgmExporter(SelectedInstance):
    """A DCGM Exporter; `labelSelectors` is required."""

    job_label: str = "integrations/dcgm-exporter"
    metrics: DcgmMetrics = unset(DcgmMetrics)


MODULE = PodModule("app=nvidia-dcgm-exporter", "metrics", "integrations/dcgm-exporter", ".*")


def scrapes(instance: DcgmExporter) -> bool:
    return instance.metrics.enabled


def check(instance: DcgmExporter, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app: {instance.name}")


def lower(instance: DcgmExporter, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    """The exporter names the pod that uses a GPU; labels of the exporter's own pod would stand in the way."""
    gather_pods(MODULE, instance, node_labels, [], "", pipeline)


UNIT = IntegrationType(options=DcgmExporter, scrapes=scrapes, check=check, lower=lower)
