"""integrations.cert-manager: metrics of cert-manager, which issues certificates."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering import relabel
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..values.options import unset
from ._instance import check_selectors
from ._ready_pods import PodInstance, PodMetrics, lower_pods, not_init
from .unit import IntegrationType


class CertManagerMetrics(PodMetrics):
    port_name: str = "http-metrics"


class CertManager(PodInstance):
    job_label: str = "integrations/cert-manager"
    metrics: CertManagerMetrics = unset(CertManagerMetrics)


PORT = ("__meta_kubernetes_pod_container_port_name", "__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready")


def check(instance: CertManager, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app.kubernetes.io/name: {instance.name}")


def lower(instance: CertManager, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    """Its labels come from its pods alone, none from their nodes."""
    ready = relabel.keep_joined(PORT, instance.metrics.port_name + "@Running@true", "@")
    lower_pods(instance, instance.metrics, [ready, not_init()], pipeline)


UNIT = IntegrationType(
    options=CertManager,
    check=check,
    lower=lower,
)
