"""integrations.etcd: metrics of etcd, on a port that its pods need not declare."""

from __future__ import annotations

from collections.abc import Iterator

from ..lowering import relabel
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..report.diagnostics import Diagnostic, Path
from ..values.options import unset
from ..values.placed import as_text
from ._instance import check_selectors
from ._ready_pods import PodInstance, PodMetrics, lower_pods, not_init
from .unit import IntegrationType


class EtcdMetrics(PodMetrics):
    port: int = 2381


class Etcd(PodInstance):
    job_label: str = "integrations/etcd"
    metrics: EtcdMetrics = unset(EtcdMetrics)


STATE = ("__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready")


def check(instance: Etcd, path: Path) -> Iterator[Diagnostic]:
    yield from check_selectors(instance.label_selectors, path, f"app.kubernetes.io/component: {instance.name}")


def lower(instance: Etcd, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    """Its labels come from its pods alone, none from their nodes."""
    address = relabel.rule(
        "__meta_kubernetes_pod_ip", replacement="$1:" + as_text(instance.metrics.port), target_label="__address__"
    )
    chosen = [relabel.keep_joined(STATE, "Running@true", "@"), not_init(), address]
    lower_pods(instance, instance.metrics, chosen, pipeline)


UNIT = IntegrationType(
    options=Etcd,
    check=check,
    lower=lower,
)
