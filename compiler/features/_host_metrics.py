"""The section hostMetrics, which three features share: Linux hosts, Windows hosts and the energy that hosts use."""

from collections.abc import Iterator
from typing import Any, Literal

from ..graph.build import call
from ..graph.component import Component
from ..lowering import node_labels, relabel, telemetry_services
from ..lowering.discovery import discover
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import ScrapeOptions
from ..lowering.tuning import ListedMetricsTuning
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..report.diagnostics import Diagnostic, dotted
from ..syntax.ast import Block
from ..values.options import unset

NODE = "__meta_kubernetes_pod_node_name"


class HostSource(ScrapeOptions):
    """Hosts of a kind. `collector` goes before `hostMetrics.collector`."""

    enabled: bool = False
    collector: str = ""
    label_matchers: dict[str, Any] = {}
    namespace: str = ""
    metrics_tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class LinuxTuning(ListedMetricsTuning):
    """Which series to keep; the integration's list is longer and can be used beside the default one."""

    use_integration_allow_list: bool = False
    drop_metrics_for_filesystem: list[str] = ["ramfs", "tmpfs"]


class LinuxHosts(HostSource):
    """Linux nodes, read from Node Exporter or by the collector itself (`source: alloy`)."""

    source: Literal["node-exporter", "alloy"] = "node-exporter"
    job_label: str = "integrations/node_exporter"
    metrics_tuning: LinuxTuning = unset(LinuxTuning)
    scheme: str = "http"
    bearer_token_file: str = ""


class WindowsHosts(HostSource):
    """Windows nodes, read from Windows Exporter or by the collector itself (`source: alloy`)."""

    source: Literal["windows-exporter", "alloy"] = "windows-exporter"
    job_label: str = "integrations/windows-exporter"
    scheme: str = "http"
    bearer_token_file: str = ""


class EnergyMetrics(HostSource):
    """Energy that pods and nodes use, as Kepler reckons it."""

    job_label: str = "integrations/kepler"


class HostMetrics(FeatureOptions):
    """The section as a whole. Labels of nodes are known where pods are discovered, but not with `source: alloy`."""

    node_labels: NodeLabels = unset(NodeLabels)
    linux_hosts: LinuxHosts = unset(LinuxHosts)
    windows_hosts: WindowsHosts = unset(WindowsHosts)
    energy_metrics: EnergyMetrics = unset(EnergyMetrics)


def check_exporter(source: HostSource, service: str, context: Context) -> Iterator[Diagnostic]:
    """What scraping an exporter demands: a collector that shares the work, and an exporter that can be found."""
    yield from check_clustering(context.collector, dotted(context.path))
    yield from telemetry_services.check_reachable(context.installation, service, source.label_matchers, context.path)


def keep_running() -> Block:
    """Keeps containers, but no init containers, of pods that run and are ready."""
    state = ("__meta_kubernetes_pod_container_init", "__meta_kubernetes_pod_phase", "__meta_kubernetes_pod_ready")
    return relabel.keep_joined(state, "false@Running@true", "@")


def own_node_rules(job: str) -> list[Block]:
    """The labels of what a collector measures on its own node: as if an exporter there had been scraped."""
    return [
        relabel.static("instance", call("sys.env", "NODE_NAME")),
        relabel.static("job", job),
        relabel.static("source", "kubernetes"),
    ]


def discover_exporter(pipeline: Pipeline, role: str, service: str, source: HostSource, labels: NodeLabels) -> Component:
    """The pods of an exporter, deployed with the collectors or found by the source's own matchers."""
    installation = pipeline.installation
    deployed = {"release": installation.release.name, "app.kubernetes.io/name": service}
    return discover(
        pipeline,
        role,
        "pod",
        namespaces=telemetry_services.namespace(installation, service, source.namespace),
        selector=telemetry_services.selector(installation, service, source.label_matchers, deployed),
        attach_node=node_labels.are_wanted(labels),
    )
