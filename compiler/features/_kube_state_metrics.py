"""The source of clusterMetrics for the objects of the cluster: kube-state-metrics."""

from collections.abc import Iterator
from typing import Any, Literal

from ..lowering import relabel, telemetry_services, tuning
from ..lowering.discovery import discover, label_selector
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import ScrapeOptions, gather, tls_config
from ..lowering.tuning import ListedMetricsTuning
from ..syntax.ast import Block
from ..values.options import Options, unset
from ..values.placed import in_place_of, joined

SERVICE = "kube-state-metrics"


class KubeStateMetricsService(Options):
    """Its Kubernetes service."""

    scheme: str = "http"


class KubeStateMetrics(ScrapeOptions):
    """kube-state-metrics, deployed as a telemetry service or existing (`labelMatchers`).

    `namespaces` and `namespacesDenylist` are lists or text with commas. `checkForPotentialServiceMonitorConflicts` is
    for the notes of the chart and changes no configuration.
    """

    enabled: bool = True
    job_label: str = "integrations/kubernetes/kube-state-metrics"
    check_for_potential_service_monitor_conflicts: bool = True
    discovery_type: Literal["endpoints", "pod", "service"] = "endpoints"
    namespace: str = ""
    label_matchers: dict[str, Any] = {}
    namespaces: list[str] | str = []
    namespaces_denylist: list[str] | str = []
    metrics_tuning: ListedMetricsTuning = unset(ListedMetricsTuning)
    service: KubeStateMetricsService = unset(KubeStateMetricsService)
    bearer_token_file: str = ""


def lower_kube_state_metrics(source: KubeStateMetrics, pipeline: Pipeline) -> None:
    installation = pipeline.installation
    found = discover(
        pipeline,
        "kube_state_metrics",
        source.discovery_type,
        namespaces=telemetry_services.namespace(installation, SERVICE, source.namespace),
        selector=_selector(source, pipeline),
    )
    gather(
        pipeline,
        "kube_state_metrics",
        source,
        found["targets"],
        [relabel.static("source", "kubernetes")],
        [*tuning.rules(source.metrics_tuning, "kube-state-metrics"), *_namespace_rules(source)],
        tls_config(insecure_skip_verify=True),
        scheme=source.service.scheme,
        bearer_token_file=source.bearer_token_file or None,
    )


def _selector(source: KubeStateMetrics, pipeline: Pipeline) -> str:
    """Its own matchers and the labels that it is deployed with: both must hold, unlike for other services."""
    deployed = f"release={pipeline.installation.release.name},app.kubernetes.io/name={SERVICE}"
    deploys = pipeline.installation.deploys(SERVICE)
    parts = [label_selector(source.label_matchers), in_place_of(deployed if deploys else "", deploys)]
    return joined(",", (part for part in parts if part))


def _namespace_rules(source: KubeStateMetrics) -> Iterator[Block]:
    """Keeps objects of some namespaces, and those in none; drops those of others."""
    included, excluded = _listed(source.namespaces), _listed(source.namespaces_denylist)
    if included:
        yield relabel.keep("namespace", *included, "")
    if excluded:
        yield relabel.drop("namespace", *excluded)


def _listed(names: list[str] | str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()] if isinstance(names, str) else names
