"""prometheusOperatorObjects: metrics of what PodMonitors, Probes, ScrapeConfigs and ServiceMonitors describe."""

from collections.abc import Iterator
from typing import Any, Literal

from ..graph.build import Value, block
from ..lowering import relabel, tuning
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import tune
from ..lowering.tuning import MetricsTuning
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, Options, Text, unset
from ..values.placed import joined
from ._names import names_of
from .unit import Feature


class LabelExpression(Options):
    """One requirement on the labels of an object."""

    key: str
    operator: Literal["In", "NotIn", "Exists", "DoesNotExist"]
    values: list[Text] = []


class Objects(Options):
    """Objects of a kind: which of them, and what becomes of the metrics that they lead to."""

    enabled: bool = True
    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    label_selectors: dict[str, Text] = {}
    label_expressions: list[LabelExpression] = []
    scrape_interval: str = ""
    scrape_timeout: str = ""
    extra_discovery_rules: AlloyBody = NO_ALLOY
    extra_metric_processing_rules: AlloyBody = NO_ALLOY
    metrics_tuning: MetricsTuning = unset(MetricsTuning)
    max_cache_size: int | None = None


class ScrapeConfigs(Objects):
    """ScrapeConfigs, which Alloy supports as an experiment."""

    enabled: bool = False


class PrometheusOperatorObjects(FeatureOptions):
    """The kinds of objects. `crds` may stand there, turned off: the definitions are no longer installed."""

    pod_monitors: Objects = unset(Objects)
    probes: Objects = unset(Objects)
    scrape_configs: ScrapeConfigs = unset(ScrapeConfigs)
    service_monitors: Objects = unset(Objects)
    crds: dict[str, Any] = {}


def emits(options: PrometheusOperatorObjects) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: PrometheusOperatorObjects, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "prometheusOperatorObjects")
    kinds = (options.pod_monitors, options.probes, options.scrape_configs, options.service_monitors)
    if not any(kind.enabled for kind in kinds):
        yield Diagnostic(
            "nothing-to-gather",
            "`prometheusOperatorObjects` has every kind of object turned off",
            context.path,
            "set `enabled: true` below `podMonitors`, `probes`, `scrapeConfigs` or `serviceMonitors`",
        )
    if options.crds.get("enabled"):
        yield Diagnostic(
            "crds-not-included",
            "the definitions of the Prometheus Operator's objects are no longer installed",
            context.at("crds", "enabled"),
            "remove `crds`, and install the chart `prometheus-operator-crds` beside this one",
        )


def lower(options: PrometheusOperatorObjects, pipeline: Pipeline) -> None:
    # The name in `job` is what Alloy gives the targets of an object: KIND/namespace/name/...
    for kind, role, job, objects in (
        ("podmonitors", "pod_monitors", "podMonitor", options.pod_monitors),
        ("probes", "probes", "probe", options.probes),
        ("scrapeconfigs", "scrape_configs", "scrapeConfig", options.scrape_configs),
        ("servicemonitors", "service_monitors", "serviceMonitor", options.service_monitors),
    ):
        if objects.enabled:
            own = pipeline.because(objects.enabled)
            by_slices = "endpointslice" if kind == "servicemonitors" else None
            _lower_kind(f"prometheus.operator.{kind}", role, job, objects, own, kubernetes_role=by_slices)


def _lower_kind(component: str, role: str, job: str, objects: Objects, pipeline: Pipeline, **attributes: Value) -> None:
    settings = pipeline.installation.globals
    series = (*tuning.rules(objects.metrics_tuning), *objects.extra_metric_processing_rules)
    receivers = tune(pipeline, role, series, objects.max_cache_size)
    excluded = joined("|", objects.exclude_namespaces)
    pipeline.add(
        component,
        role,
        *_selector(objects),
        block("clustering", enabled=True),
        block(
            "scrape",
            default_scrape_interval=objects.scrape_interval or settings.scrape_interval,
            default_scrape_timeout=objects.scrape_timeout or settings.scrape_timeout,
            scrape_native_histograms=settings.scrape_native_histograms or None,
        ),
        *([relabel.drop("job", job + "/(" + excluded + ")/.*")] if excluded else []),
        *objects.extra_discovery_rules,
        namespaces=objects.namespaces or None,
        **attributes,
        forward_to=receivers,
    )


def _selector(objects: Objects) -> list[Block]:
    """Which objects, by their labels; no block for all."""
    expressions = [
        block("match_expression", key=e.key, operator=e.operator, values=e.values or None)
        for e in objects.label_expressions
    ]
    labels = dict(sorted(objects.label_selectors.items()))
    if not expressions and not labels:
        return []
    return [block("selector", *expressions, match_labels=labels or None)]


def summary(options: PrometheusOperatorObjects) -> dict[str, str]:
    """What release info tells of the feature. The chart does not count ScrapeConfigs."""
    kinds = {"ServiceMonitors": options.service_monitors, "PodMonitors": options.pod_monitors, "Probes": options.probes}
    return {"sources": names_of(kinds)}


UNIT = Feature(options=PrometheusOperatorObjects, emits=emits, check=check, lower=lower, summary=summary)
