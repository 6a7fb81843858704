"""autoInstrumentation: metrics of applications that Grafana Beyla instruments from outside, and of Beyla itself."""

from __future__ import annotations

from ..graph.build import block
from ..lowering import relabel, tuning
from ..lowering.discovery import discover, label_selector
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..planning.feature_options import FeatureOptions
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..values.options import unset
from ._beyla_config import Beyla
from .unit import Feature


class AutoInstrumentation(FeatureOptions):
    """Beyla is the one instrument."""

    beyla: Beyla = unset(Beyla)


def emits(options: AutoInstrumentation) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def lower(options: AutoInstrumentation, pipeline: Pipeline) -> None:
    beyla = options.beyla
    series = (*tuning.rules(beyla.metrics_tuning), *beyla.extra_metric_processing_rules)
    receivers = tune(pipeline, "", series, beyla.max_cache_size)
    own_namespace = block("namespaces", own_namespace=True)
    found = discover(pipeline, "pods", "pod", own_namespace, selector=label_selector(beyla.label_matchers))
    node = relabel.copy("__meta_kubernetes_pod_node_name", "instance")
    pods = pipeline.add(
        "discovery.relabel", "pods", node, *beyla.extra_discovery_rules, targets=found["targets"]
    )["output"]  # fmt: skip
    interval = beyla.scrape_interval or pipeline.installation.globals.scrape_interval
    scrape(pipeline, "applications", pods, receivers, honor_labels=True, scrape_interval=interval)
    scrape(
        pipeline,
        "internal",
        pods,
        receivers,
        metrics_path="/internal/metrics",
        job_name="integrations/beyla",
        honor_labels=True,
        scrape_interval=interval,
    )


UNIT = Feature(options=AutoInstrumentation, emits=emits, lower=lower)
