"""annotationAutodiscovery: metrics of pods and services that ask for it with annotations."""

from collections.abc import Callable, Iterator

from ..graph.build import Value, call
from ..lowering import discovery, node_labels, relabel, tuning
from ..lowering.node_labels import NodeLabels
from ..lowering.pipeline import Pipeline
from ..lowering.scrape import TOKEN_FILE, scrape, tls_config, tune
from ..lowering.tuning import MetricsTuning
from ..planning.collectors import check_clustering
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Ref, Statement
from ..values.options import NO_ALLOY, AlloyBody, AlloyExpression, Options, Text, unset
from ..values.placed import in_place_of, joined
from ._annotated import Annotations, pod_rules, service_rules
from .unit import Feature

KIND = "temp_source"
"""A label that tells series of pods from those of services until they have their static labels."""


class Objects(Options):
    """Objects of a kind. `labels` are read from labels of the object, `staticLabels` are set on its series."""

    enabled: bool = True
    label_selectors: discovery.Selectors = {}
    labels: dict[str, str] = {}
    static_labels: dict[str, Text] = {}
    static_labels_from: dict[str, AlloyExpression] = {}


class BearerToken(Options):
    """A file whose token goes with each scrape."""

    enabled: bool = True
    token: str = TOKEN_FILE


class AnnotationAutodiscovery(FeatureOptions):
    """What is discovered, by which annotations, and how it is scraped where an annotation does not say it."""

    annotations: Annotations = unset(Annotations)
    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    label_selectors: discovery.Selectors = {}
    attach_namespace_metadata: bool = False
    node_labels: NodeLabels = unset(NodeLabels)
    pods: Objects = unset(Objects)
    services: Objects = unset(Objects)
    extra_discovery_rules: AlloyBody = NO_ALLOY
    scrape_interval: str = ""
    scrape_timeout: str = ""
    metrics_tuning: MetricsTuning = unset(MetricsTuning)
    extra_metric_processing_rules: AlloyBody = NO_ALLOY
    max_cache_size: int | None = None
    bearer_token: BearerToken = unset(BearerToken)


def emits(options: AnnotationAutodiscovery) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def check(options: AnnotationAutodiscovery, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "annotationAutodiscovery")
    if not options.pods.enabled and not options.services.enabled:
        yield Diagnostic(
            "nothing-to-gather",
            "`annotationAutodiscovery` discovers neither pods nor services",
            context.path,
            "set `enabled: true` below `pods`, `services` or both",
        )


def lower(options: AnnotationAutodiscovery, pipeline: Pipeline) -> None:
    receivers = tune(pipeline, "", series_rules(options), options.max_cache_size)
    targets: list[Value] = []
    if options.pods.enabled:
        node = node_labels.rules(options.node_labels)
        attach_node = node_labels.are_wanted(options.node_labels)
        targets.append(_discover("pod", options.pods, pod_rules, node, attach_node, options, pipeline))
    if options.services.enabled:
        targets.append(_discover("service", options.services, service_rules, [], False, options, pipeline))
    found = call("array.concat", *targets)
    bearer = options.bearer_token
    token = in_place_of(bearer.token, bearer.enabled) if bearer.enabled else None
    # A scrape has one TLS configuration for all its targets, so those with TLS have a scrape of their own.
    for role, side, blocks in (
        ("http", relabel.drop("__scheme__", "https"), ()),
        ("https", relabel.keep("__scheme__", "https"), (tls_config(insecure_skip_verify=True),)),
    ):
        chosen = pipeline.add("discovery.relabel", role, side, targets=found)["output"]
        scrape(pipeline, role, chosen, receivers, *blocks, honor_labels=True, bearer_token_file=token)


def _discover(
    kind: str,
    objects: Objects,
    rules: Callable[..., Iterator[Block]],
    of_node: list[Block],
    attach_node: bool,
    options: AnnotationAutodiscovery,
    pipeline: Pipeline,
) -> Ref:
    """The targets of a kind, with the labels and settings that annotations give them."""
    settings = pipeline.installation.globals
    pipeline = pipeline.because(objects.enabled)
    selectors = (discovery.label_selector(options.label_selectors), discovery.label_selector(objects.label_selectors))
    found = discovery.discover(
        pipeline,
        f"{kind}s",
        kind,
        namespaces=discovery.exact_namespaces(options.namespaces),
        selector=joined(",", (selector for selector in selectors if selector)),
        attach_namespace=options.attach_namespace_metadata,
        attach_node=attach_node,
    )
    interval = options.scrape_interval or settings.scrape_interval
    timeout = options.scrape_timeout or settings.scrape_timeout
    relabeled = pipeline.add(
        "discovery.relabel",
        f"{kind}s",
        *discovery.namespace_rules(options.namespaces, options.exclude_namespaces),
        *rules(options.annotations, interval, timeout, objects.labels),
        *([relabel.static(KIND, kind)] if _has_static_labels(objects) else []),
        *of_node,
        *options.extra_discovery_rules,
        targets=found["targets"],
    )
    return relabeled["output"]


def _has_static_labels(objects: Objects) -> bool:
    return objects.enabled and bool(objects.static_labels or objects.static_labels_from)


def series_rules(options: AnnotationAutodiscovery) -> list[Statement]:
    """Keep, drop, static labels, the user's own; none of it where there is nothing to do."""
    rules: list[Statement] = [
        *tuning.rules(options.metrics_tuning),
        *_static_labels("pod", options.pods),
        *_static_labels("service", options.services),
    ]
    if not rules and not options.extra_metric_processing_rules:
        return []
    return [*rules, relabel.label_drop(KIND), *options.extra_metric_processing_rules]


def _static_labels(kind: str, objects: Objects) -> Iterator[Block]:
    if not objects.enabled:
        return
    for labels in (objects.static_labels, objects.static_labels_from):
        for label, value in sorted(labels.items()):
            yield relabel.rule(KIND, regex=kind, target_label=label, replacement=value)


UNIT = Feature(options=AnnotationAutodiscovery, emits=emits, check=check, lower=lower)
