"""integrations.istio: metrics of the sidecars of a service mesh, and of istiod, which controls them."""

from collections.abc import Iterable

from ..graph.build import Value
from ..lowering import relabel, tuning
from ..lowering.discovery import discover, label_selector
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..lowering.tuning import ListedMetricsTuning
from ..syntax.ast import Block, Statement
from ..values.names import pod_annotation
from ..values.options import NO_ALLOY, AlloyBody, unset
from ..values.placed import any_of, joined
from ._instance import Instance, LabelSelectors, Scraping, times
from ._scrape_label import named_after_scrape
from .unit import IntegrationType


class IstioMetrics(Scraping):
    """What sidecars and istiod share. The default list is on for sidecars, and off for istiod unless turned on."""

    enabled: bool = True
    label_selectors: LabelSelectors = {}
    tuning: ListedMetricsTuning = unset(ListedMetricsTuning)
    extra_discovery_rules: AlloyBody = NO_ALLOY
    extra_metric_processing_rules: AlloyBody = NO_ALLOY


class SidecarMetrics(IstioMetrics):
    sidecar_container_name: str = "istio-proxy.*"


class IstiodTuning(ListedMetricsTuning):
    use_default_allow_list: bool = False


class IstiodMetrics(IstioMetrics):
    service_name: str = "istiod"
    namespace: str = ""
    tuning: IstiodTuning = unset(IstiodTuning)


class Istio(Instance):
    """A service mesh."""

    job_label: str = "integration/istio"
    sidecar_metrics: SidecarMetrics = unset(SidecarMetrics)
    istiod_metrics: IstiodMetrics = unset(IstiodMetrics)


ADDRESS = (pod_annotation("prometheus.io/port"), "__meta_kubernetes_pod_ip")
IPV6 = r"(\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})"
IPV4 = r"(\d+);((([0-9]+?)(\.|$)){4})"


def scrapes(instance: Istio) -> bool:
    return any_of(instance.sidecar_metrics.enabled, instance.istiod_metrics.enabled)


def lower(instance: Istio, node_labels: NodeLabels, pipeline: Pipeline) -> None:
    sidecar, istiod = instance.sidecar_metrics, instance.istiod_metrics
    if sidecar.enabled:
        part = pipeline.because(sidecar.enabled)
        targets = discover(part, "sidecar", "pod", selector=label_selector(sidecar.label_selectors))["targets"]
        _gather(instance, "sidecar", sidecar, targets, _sidecar_rules(sidecar), part)
    if istiod.enabled:
        part = pipeline.because(istiod.enabled)
        service = {"kubernetes.io/service-name": istiod.service_name} if istiod.service_name else {}
        found = discover(
            part,
            "istiod",
            "endpointslice",
            namespaces=[istiod.namespace] if istiod.namespace else [],
            selector=joined(",", filter(None, [label_selector(service), label_selector(istiod.label_selectors)])),
        )
        port = relabel.keep("__meta_kubernetes_endpointslice_port_name", "http-monitoring")
        _gather(instance, "istiod", istiod, found["targets"], [port], part)


def _sidecar_rules(sidecar: SidecarMetrics) -> list[Block]:
    """Sidecars of pods that did not finish; where they listen stands in annotations of the pod. IPv4 wins over IPv6."""
    job = ("__meta_kubernetes_pod_controller_kind", "__meta_kubernetes_pod_phase")
    return [
        relabel.drop_joined(job, "Job;(Succeeded|Failed)"),
        relabel.keep("__meta_kubernetes_pod_container_name", sidecar.sidecar_container_name),
        relabel.rule(*ADDRESS, regex=IPV6, replacement="[$2]:$1", target_label="__address__"),
        relabel.rule(*ADDRESS, regex=IPV4, replacement="$2:$1", target_label="__address__"),
        relabel.copy(pod_annotation("prometheus.io/path"), "__metrics_path__"),
    ]


def _gather(
    instance: Istio, role: str, metrics: IstioMetrics, targets: Value, chosen: Iterable[Block], pipeline: Pipeline
) -> None:
    """The user's rules for series come before the allow list, as in the reference: they may rename what it keeps."""
    pod = ("__meta_kubernetes_namespace", "__meta_kubernetes_pod_name")
    relabeled = pipeline.add(
        "discovery.relabel",
        role,
        *chosen,
        relabel.static("job", instance.job_label),
        relabel.rule(*pod, separator="-", target_label="instance"),
        relabel.copy("__meta_kubernetes_pod_name", "pod"),
        *metrics.extra_discovery_rules,
        targets=targets,
    )
    rules: list[Statement] = [
        *metrics.extra_metric_processing_rules,
        *tuning.rules(metrics.tuning, "istio"),
    ]
    receivers = tune(pipeline, role, rules, metrics.max_cache_size)
    own, label = named_after_scrape(pipeline, instance.name + f"_{role}", role)
    scrape(own, label, relabeled["output"], receivers, clustered=True, **times(metrics, pipeline))


UNIT = IntegrationType(
    options=Istio,
    scrapes=scrapes,
    lower=lower,
)
