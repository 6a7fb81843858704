"""costMetrics: what the cluster costs, as OpenCost reckons it."""

from collections.abc import Iterator
from typing import Any

from ..lowering import relabel, telemetry_services, tuning
from ..lowering.discovery import discover
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import ScrapeOptions, gather
from ..lowering.tuning import ListedMetricsTuning
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..values.options import unset
from .unit import Feature

SERVICE = "opencost"


class OpenCost(ScrapeOptions):
    """OpenCost, deployed as a telemetry service or existing (`labelMatchers`).

    `metricsSource` names the destination that OpenCost itself asks for metrics; it changes no configuration.
    """

    job_label: str = "integrations/opencost"
    metrics_source: str = ""
    label_matchers: dict[str, Any] = {}
    namespace: str = ""
    metrics_tuning: ListedMetricsTuning = unset(ListedMetricsTuning)


class CostMetrics(FeatureOptions):
    """The one source of costs."""

    opencost: OpenCost = unset(OpenCost)


def emits(options: CostMetrics) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: CostMetrics, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "costMetrics")
    matchers = options.opencost.label_matchers
    yield from telemetry_services.check_reachable(context.installation, SERVICE, matchers, context.at("opencost"))


def lower(options: CostMetrics, pipeline: Pipeline) -> None:
    source, installation = options.opencost, pipeline.installation
    deployed = {"app.kubernetes.io/instance": installation.release.name, "app.kubernetes.io/name": SERVICE}
    found = discover(
        pipeline,
        "opencost",
        "pod",
        namespaces=telemetry_services.namespace(installation, SERVICE, source.namespace),
        selector=telemetry_services.selector(installation, SERVICE, source.label_matchers, deployed),
    )
    gather(
        pipeline,
        "opencost",
        source,
        found["targets"],
        [relabel.copy("__meta_kubernetes_pod_node_name", "instance")],
        tuning.rules(source.metrics_tuning, "opencost"),
        honor_labels=True,
    )


UNIT = Feature(options=CostMetrics, emits=emits, check=check, lower=lower, service=SERVICE)
