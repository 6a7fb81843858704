"""clusterMetrics: metrics of the cluster itself: its nodes, its control plane, and the objects in it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pydantic import Field

from ..lowering.pipeline import Pipeline
from ..lowering.telemetry_services import check_reachable
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..values.options import Options, unset
from . import _control_plane, _kubelet
from ._control_plane import ApiServer, ControlPlaneSource, KubeControllerManager, KubeDNS, KubeProxy, KubeScheduler
from ._kube_state_metrics import KubeStateMetrics, lower_kube_state_metrics
from ._kubelet import Cadvisor, Kubelet, KubeletProbes, KubeletResource
from ._names import names_of
from .unit import Feature


class ControlPlane(Options):
    """Turns on every source of the control plane that is not turned off by itself."""

    enabled: bool = False


class ClusterMetrics(FeatureOptions):
    """The sources. Those of the control plane are off, unless `enabled` of theirs or of `controlPlane` says other."""

    control_plane: ControlPlane = unset(ControlPlane)
    kubelet: Kubelet = unset(Kubelet)
    kubelet_resource: KubeletResource = unset(KubeletResource)
    kubelet_probes: KubeletProbes = unset(KubeletProbes)
    cadvisor: Cadvisor = unset(Cadvisor)
    api_server: ApiServer = unset(ApiServer)
    kube_controller_manager: KubeControllerManager = unset(KubeControllerManager)
    kube_dns: KubeDNS = Field(default=unset(KubeDNS), alias="kubeDNS")
    kube_proxy: KubeProxy = unset(KubeProxy)
    kube_scheduler: KubeScheduler = unset(KubeScheduler)
    kube_state_metrics: KubeStateMetrics = Field(default=unset(KubeStateMetrics), alias="kube-state-metrics")


def emits(options: ClusterMetrics) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: ClusterMetrics, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "clusterMetrics")
    source = options.kube_state_metrics
    if source.enabled:
        path = context.at("kube-state-metrics")
        yield from check_reachable(context.installation, "kube-state-metrics", source.label_matchers, path)


def lower(options: ClusterMetrics, pipeline: Pipeline) -> None:
    _kubelet.lower_node_sources(
        options.kubelet, options.kubelet_resource, options.kubelet_probes, options.cadvisor, pipeline
    )
    for source, lower_source in _control_plane_sources(options):
        is_on = options.control_plane.enabled if source.enabled is None else source.enabled
        if is_on:
            lower_source(pipeline.because(is_on))
    if options.kube_state_metrics.enabled:
        lower_kube_state_metrics(options.kube_state_metrics, pipeline.because(options.kube_state_metrics.enabled))


def _control_plane_sources(options: ClusterMetrics) -> Iterator[tuple[ControlPlaneSource, Callable[[Pipeline], None]]]:
    """Each, and what there is to do where it is on."""
    yield options.api_server, partial(_control_plane.lower_api_server, options.api_server)
    controllers = options.kube_controller_manager
    yield controllers, partial(_control_plane.lower_kube_controller_manager, controllers)
    yield options.kube_dns, partial(_control_plane.lower_kube_dns, options.kube_dns)
    yield options.kube_proxy, partial(_control_plane.lower_kube_proxy, options.kube_proxy)
    yield options.kube_scheduler, partial(_control_plane.lower_kube_scheduler, options.kube_scheduler)


def summary(options: ClusterMetrics) -> dict[str, str]:
    """What release info tells of the feature. The chart names these sources, in this order."""
    sources: dict[str, Any] = {
        "controlPlane": options.control_plane,
        "kubelet": options.kubelet,
        "kubeletResource": options.kubelet_resource,
        "cadvisor": options.cadvisor,
        "apiServer": options.api_server,
        "kubeControllerManager": options.kube_controller_manager,
        "kubeProxy": options.kube_proxy,
        "kubeScheduler": options.kube_scheduler,
        "kube-state-metrics": options.kube_state_metrics,
    }
    return {"sources": names_of(sources)}


UNIT = Feature(options=ClusterMetrics, emits=emits, check=check, lower=lower, summary=summary)
