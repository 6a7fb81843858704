"""The sources of clusterMetrics in the control plane. Each is found in its own way."""

from collections.abc import Iterable
from typing import Literal

from ..graph.build import Value
from ..lowering import relabel, tuning
from ..lowering.discovery import discover
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import CA_FILE, TOKEN_FILE, ScrapeOptions, gather, tls_config
from ..lowering.tuning import MetricsTuning
from ..syntax.ast import Block
from ..values.names import pod_label
from ..values.options import unset
from ..values.placed import as_text
from ._kubelet import API_SERVICE

NAMESPACE = "__meta_kubernetes_namespace"
SERVICE = "__meta_kubernetes_service_name"


class ControlPlaneSource(ScrapeOptions):
    """A part of the control plane. Without `enabled` it is as `controlPlane.enabled` says."""

    enabled: bool | None = None
    metrics_tuning: MetricsTuning = unset(MetricsTuning)


class ApiServer(ControlPlaneSource):
    """The API server."""

    job_label: str = "integrations/kubernetes/kube-apiserver"


class KubeControllerManager(ControlPlaneSource):
    """The controller manager: its pods, or on Amazon EKS (`eks-proxy`) the API server in its place."""

    job_label: str = "kube-controller-manager"
    discovery_mode: Literal["pod", "eks-proxy"] = "pod"
    selector_label: str = "component=kube-controller-manager"
    port: int = 10257


class KubeDNS(ControlPlaneSource):
    """KubeDNS or CoreDNS, whichever is behind the service `kube-dns`."""

    job_label: str = "integrations/kubernetes/kube-dns"


class KubeProxy(ControlPlaneSource):
    """The proxy of every node."""

    job_label: str = "integrations/kubernetes/kube-proxy"
    selector_label: str = "k8s-app=kube-proxy"
    port: int = 10249


class KubeScheduler(ControlPlaneSource):
    """The scheduler: its pods, or on Amazon EKS (`eks-proxy`) the API server in its place."""

    job_label: str = "kube-scheduler"
    discovery_mode: Literal["pod", "eks-proxy"] = "pod"
    selector_label: str = "component=kube-scheduler"
    port: int = 10259


def lower_api_server(source: ApiServer, pipeline: Pipeline) -> None:
    found = discover(
        pipeline,
        "apiserver",
        "endpointslice",
        namespaces=["default"],
        selector="kubernetes.io/service-name=kubernetes",
    )
    rules = (
        relabel.keep("__meta_kubernetes_endpointslice_port_name", "https"),
        relabel.copy(NAMESPACE, "namespace"),
        relabel.copy(SERVICE, "service"),
        relabel.static("source", "kubernetes"),
    )
    tls = tls_config(ca_file=CA_FILE, insecure_skip_verify=False, server_name="kubernetes")
    _gather(source, "apiserver", found["targets"], rules, pipeline, tls, scheme="https", bearer_token_file=TOKEN_FILE)


def lower_kube_controller_manager(source: KubeControllerManager, pipeline: Pipeline) -> None:
    endpoints = ("kcm/container/metrics",) if source.discovery_mode == "eks-proxy" else ()
    _lower_secured(source, "kube_controller_manager", endpoints, pipeline)


def lower_kube_scheduler(source: KubeScheduler, pipeline: Pipeline) -> None:
    by_proxy = source.discovery_mode == "eks-proxy"
    endpoints = ("ksh/container/metrics", "ksh/container/resourcemetrics") if by_proxy else ()
    _lower_secured(source, "kube_scheduler", endpoints, pipeline)


def lower_kube_proxy(source: KubeProxy, pipeline: Pipeline) -> None:
    targets = _pods_of_system(source, "kube_proxy", pipeline)
    _gather(source, "kube_proxy", targets, [_port(source.port)], pipeline, scheme="http")


def lower_kube_dns(source: KubeDNS, pipeline: Pipeline) -> None:
    found = discover(
        pipeline,
        "kube_dns",
        "endpointslice",
        namespaces=["kube-system"],
        selector="kubernetes.io/service-name=kube-dns",
    )
    _gather(source, "kube_dns", found["targets"], kube_dns_rules(), pipeline, scheme="http")


def kube_dns_rules() -> list[Block]:
    """Keeps the port `metrics` of pods that run, and gives the labels of the pod and of its workload."""
    usable = ("__meta_kubernetes_pod_container_port_name", "__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready")
    return [
        relabel.keep_joined(usable, "metrics@Running@true", "@"),
        relabel.drop("__meta_kubernetes_pod_container_init", "true"),
        relabel.copy(NAMESPACE, "namespace"),
        relabel.copy("__meta_kubernetes_pod_name", "pod"),
        relabel.copy("__meta_kubernetes_pod_container_name", "container"),
        *relabel.workload(),
        relabel.first("app", *map(pod_label, ("app.kubernetes.io/name", "k8s-app", "app"))),
        relabel.copy(SERVICE, "service"),
        relabel.static("source", "kubernetes"),
    ]


def _lower_secured(
    source: KubeControllerManager | KubeScheduler, role: str, proxied: tuple[str, ...], pipeline: Pipeline
) -> None:
    """A source behind TLS and a token: its pods, or the endpoints of the EKS metrics API that stand for them."""
    pipeline = pipeline.because(source.discovery_mode)
    targets: Value
    if proxied:
        api_service = pipeline.installation.globals.kubernetes_api_service or API_SERVICE
        api = "/apis/metrics.eks.amazonaws.com/v1"
        targets = [{"__address__": api_service, "__metrics_path__": f"{api}/{endpoint}"} for endpoint in proxied]
    else:
        targets = _pods_of_system(source, role, pipeline)
    rules = [] if proxied else [_port(source.port)]
    tls = tls_config(insecure_skip_verify=True)
    _gather(source, role, targets, rules, pipeline, tls, scheme="https", bearer_token_file=TOKEN_FILE)


def _pods_of_system(source: KubeControllerManager | KubeProxy | KubeScheduler, role: str, pipeline: Pipeline) -> Value:
    found = discover(pipeline, role, "pod", namespaces=["kube-system"], selector=source.selector_label)
    return found["targets"]


def _port(port: int) -> Block:
    return relabel.rule("__meta_kubernetes_pod_ip", replacement="$1:" + as_text(port), target_label="__address__")


def _gather(
    source: ControlPlaneSource,
    role: str,
    targets: Value,
    rules: Iterable[Block],
    pipeline: Pipeline,
    *blocks: Block,
    **attributes: str,
) -> None:
    series = tuning.rules(source.metrics_tuning)
    gather(pipeline, role, source, targets, rules, series, *blocks, clustered=True, **attributes)
