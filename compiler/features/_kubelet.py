"""The sources of clusterMetrics on every node: four endpoints of its Kubelet."""

from collections.abc import Iterator
from typing import Literal

from ..graph.build import because, when
from ..lowering import relabel, tuning
from ..lowering.discovery import discover
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import CA_FILE, TOKEN_FILE, ScrapeOptions, gather, tls_config
from ..lowering.tuning import ListedMetricsTuning
from ..syntax.ast import Block, Ref
from ..values.options import Options, unset
from ..values.placed import joined

API_SERVICE = "kubernetes.default.svc.cluster.local:443"
NODE_NAME = "__meta_kubernetes_node_name"


class KubeletSource(ScrapeOptions):
    """An endpoint of the Kubelet, asked at the node's address or through the API server."""

    enabled: bool = True
    node_address_format: Literal["direct", "proxy"] = "direct"
    metrics_tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class Kubelet(KubeletSource):
    """What the Kubelet does."""

    job_label: str = "integrations/kubernetes/kubelet"


class KubeletResource(KubeletSource):
    """Processor and memory in use by each pod and container."""

    job_label: str = "integrations/kubernetes/resources"


class KubeletProbes(KubeletSource):
    """Results of liveness and readiness probes."""

    enabled: bool = False
    job_label: str = "integrations/kubernetes/probes"


class NormalizedLabels(Options):
    """Labels of a metric whose values do not matter."""

    metric: str = ""
    labels: list[str] = []


class CadvisorTuning(ListedMetricsTuning):
    """Which series of containers to keep. Device lists name the physical ones; series of all others are dropped."""

    drop_empty_container_labels: bool = True
    drop_empty_image_labels: bool = True
    normalize_unnecessary_labels: list[NormalizedLabels] = [
        NormalizedLabels(metric="machine_memory_bytes", labels=["boot_id", "system_uuid"])
    ]
    keep_physical_filesystem_devices: list[str] = ["mmcblk.p.+", "nvme.+", "rbd.+", "sd.+", "vd.+", "xvd.+", "dasd.+"]
    keep_physical_network_devices: list[str] = ["en[ospx][0-9].*", "wlan[0-9].*", "eth[0-9].*"]
    include_namespaces: list[str] = []
    exclude_namespaces: list[str] = []


class Cadvisor(KubeletSource):
    """Resources in use by each container."""

    job_label: str = "integrations/kubernetes/cadvisor"
    metrics_tuning: CadvisorTuning = unset(CadvisorTuning)


def lower_node_sources(
    kubelet: Kubelet, resource: KubeletResource, probes: KubeletProbes, cadvisor: Cadvisor, pipeline: Pipeline
) -> None:
    sources = (
        (kubelet, "kubelet", "", "kubelet"),
        (resource, "kubelet_resources", "/resource", "kubelet-resource"),
        (probes, "kubelet_probes", "/probes", "kubelet-probes"),
        (cadvisor, "cadvisor", "/cadvisor", "cadvisor"),
    )
    if not any(source.enabled for source, *_ in sources):
        return
    shared = pipeline.because(*(source.enabled for source, *_ in sources if source.enabled))
    found = discover(shared, "nodes", "node")
    labels = (relabel.copy(NODE_NAME, "node"), relabel.static("source", "kubernetes"))
    nodes = shared.add("discovery.relabel", "nodes", *labels, targets=found["targets"])["output"]
    for source, role, endpoint, default_list in sources:
        if source.enabled:
            _lower_endpoint(source, role, endpoint, default_list, nodes, pipeline.because(source.enabled))


def _lower_endpoint(
    source: KubeletSource, role: str, endpoint: str, default_list: str, nodes: Ref, pipeline: Pipeline
) -> None:
    api_service = pipeline.installation.globals.kubernetes_api_service or API_SERVICE
    of_cadvisor = cadvisor_rules(source.metrics_tuning) if isinstance(source.metrics_tuning, CadvisorTuning) else ()
    gather(
        pipeline,
        role,
        source,
        nodes,
        _address(source, endpoint, api_service),
        (*tuning.rules(source.metrics_tuning, default_list), *of_cadvisor),
        tls_config(ca_file=CA_FILE, insecure_skip_verify=True, server_name="kubernetes"),
        scheme="https",
        bearer_token_file=TOKEN_FILE,
    )


def _address(source: KubeletSource, endpoint: str, api_service: str) -> Iterator[Block]:
    """Where to scrape: `/metrics` of the node is where Prometheus looks by itself."""
    if source.node_address_format == "proxy":
        path = f"/api/v1/nodes/${{1}}/proxy/metrics{endpoint}"
        by_proxy = [
            relabel.static("__address__", api_service),
            relabel.rule(NODE_NAME, regex="(.+)", replacement=path, target_label="__metrics_path__"),
        ]
        yield from because(by_proxy, source.node_address_format)
    elif endpoint:
        yield relabel.static("__metrics_path__", f"/metrics{endpoint}")


def cadvisor_rules(options: CadvisorTuning) -> Iterator[Block]:
    """Drops what cAdvisor reports beside the containers: cgroups without one, virtual devices, other namespaces."""
    measured = "container_cpu_.*|container_fs_.*|container_memory_.*"
    yield from when(options.drop_empty_container_labels, _drop_empty("container", f"{measured}|container_pressure_.*"))
    yield from when(
        options.drop_empty_image_labels,
        _drop_empty("image", f"{measured}|container_network_.*|container_pressure_.*"),
    )
    for entry in options.normalize_unnecessary_labels:
        for label in entry.labels:
            yield relabel.rule(
                "__name__", label, separator="@", regex=entry.metric + "@.*", target_label=label, replacement="NA"
            )
    if options.keep_physical_filesystem_devices:
        devices = "(/dev/)?(" + joined("|", options.keep_physical_filesystem_devices) + ")"
        yield from _keep_devices("container_fs_.*", "device", devices)
    if options.keep_physical_network_devices:
        interfaces = "(" + joined("|", options.keep_physical_network_devices) + ")"
        yield from _keep_devices("container_network_.*", "interface", interfaces)
    if options.include_namespaces:
        yield relabel.keep("namespace", *options.include_namespaces, "")
    if options.exclude_namespaces:
        yield relabel.drop("namespace", *options.exclude_namespaces)


def _drop_empty(label: str, metrics: str) -> Block:
    """Drops series of a cgroup that is not a container's: github.com/google/cadvisor/issues/2688."""
    return relabel.drop_joined(("__name__", label), f"({metrics})@", "@")


def _keep_devices(metrics: str, label: str, devices: str) -> list[Block]:
    """Marks the series of the devices, drops those of the metrics that are not marked, removes the mark."""
    mark = "__keepme"
    return [
        relabel.rule(
            "__name__", label, separator="@", regex=f"{metrics}@" + devices, target_label=mark, replacement="1"
        ),
        relabel.drop_joined(("__name__", mark), f"{metrics}@", "@"),
        relabel.rule("__name__", regex=metrics, target_label=mark, replacement=""),
    ]
