"""autoInstrumentation: metrics of applications that Grafana Beyla instruments from outside, and of Beyla itself."""

from collections.abc import Iterator
from functools import partial

from ..graph.build import block
from ..lowering import relabel, tuning
from ..lowering.discovery import discover, label_selector
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import scrape, tune
from ..planning.feature_options import FeatureOptions
from ..planning.installation import FeatureChart, Installation
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..values.nested import dig
from ..values.options import as_data, unset
from ..values.placed import bare_tree
from ._beyla_config import OURS, Beyla, beyla_config
from .unit import Feature


class AutoInstrumentation(FeatureOptions):
    """Beyla is the one instrument."""

    beyla: Beyla = unset(Beyla)


def emits(options: AutoInstrumentation) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check_section(options: AutoInstrumentation, installation: Installation) -> Iterator[Diagnostic]:
    """Beyla brings a cache of its own; the service of that name is nothing but another."""
    replicas = dig(installation.service("beyla"), "k8sCache", "replicas")
    if options.enabled and installation.deploys("beyla") and replicas and options.beyla.k8s_cache.replicas:
        yield Diagnostic(
            "unsupported-service",
            "two caches of Kubernetes metadata would run: autoInstrumentation has one already",
            ("telemetryServices", "beyla", "k8sCache", "replicas"),
            "set `telemetryServices.beyla.deploy: false`",
        )


def chart(options: AutoInstrumentation) -> FeatureChart:
    """Beyla's own chart, deployed with the feature unless `beyla.enabled` says other."""
    settings = {key: value for key, value in bare_tree(as_data(options.beyla)).items() if key not in OURS}
    return FeatureChart(
        key="beyla",
        path=("autoInstrumentation", "beyla"),
        is_deployed=bool(options.enabled) and settings.get("enabled") is not False,
        settings=settings,
        configuration=partial(beyla_config, options.beyla),
        rights={"allowHostPID": True, "readOnlyRootFilesystem": False},
    )


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


UNIT = Feature(options=AutoInstrumentation, emits=emits, check_section=check_section, lower=lower, chart=chart)
