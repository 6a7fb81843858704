"""dataProcessors.NAME, type kubernetesEnrichment: labels and annotations of pods and namespaces, on any telemetry."""

from collections.abc import Iterator
from dataclasses import replace

from ..graph.build import Value, block
from ..graph.component import Component
from ..lowering.gates import RELABEL, cache_size, output
from ..lowering.pipeline import Pipeline
from ..lowering.relabel import copy, rule
from ..planning.telemetry import (
    LOKI_LOGS,
    OTLP_LOGS,
    OTLP_METRICS,
    OTLP_TRACES,
    PROMETHEUS_METRICS,
    PYROSCOPE_PROFILES,
    Telemetry,
)
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Ref
from ..values.names import alloy_name, escape_label, namespace_annotation, namespace_label, pod_annotation, pod_label
from ..values.options import Options, Text, as_data
from ..values.placed import joined
from .unit import ProcessorContext, ProcessorType

NAMESPACE_AND_POD = "__meta_kubernetes_namespace_pod"
MATCH_ARGUMENT = {"prometheus": "metrics_match_label", "loki": "logs_match_label", "pyroscope": "profiles_match_label"}
SETTINGS = ("podLabels", "podAnnotations", "namespaceLabels", "namespaceAnnotations")


class KubernetesEnrichment(Options):
    """Maps of a name in the telemetry to the label or annotation in Kubernetes that it is copied from."""

    type: str
    namespace_labels: dict[str, Text | None] = {}
    namespace_annotations: dict[str, Text | None] = {}
    pod_labels: dict[str, Text | None] = {}
    pod_annotations: dict[str, Text | None] = {}


def supports(options: KubernetesEnrichment) -> frozenset[Telemetry]:
    return frozenset(
        {PROMETHEUS_METRICS, OTLP_METRICS, LOKI_LOGS, OTLP_LOGS, OTLP_TRACES, PYROSCOPE_PROFILES},
    )


def check(options: KubernetesEnrichment, context: ProcessorContext) -> Iterator[Diagnostic]:
    given = as_data(options)
    if not any(given[setting] for setting in SETTINGS):
        yield Diagnostic("missing-key", f"`{context.name}` has nothing to enrich with", context.at(),
                         "add `podLabels: {app_name: app.kubernetes.io/name}`, or another map",
                         about_key=True)  # fmt: skip
    for setting in SETTINGS:
        for name, source in given[setting].items():
            if not source:
                yield Diagnostic("missing-key", f"`{context.name}` does not say what `{name}` is copied from",
                                 context.at(setting, name), "write the name of the label or annotation",
                                 about_key=True)  # fmt: skip


def lower(options: KubernetesEnrichment, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value:
    if telemetry.ecosystem == "otlp":
        return lower_otlp(options, telemetry, forward_to, pipeline)
    return lower_labels(options, telemetry, forward_to, pipeline)


def lower_labels(options: KubernetesEnrichment, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value:
    """Telemetry with labels finds its namespace by one label, its pod by two, joined for the while."""
    suffix, receiver = f"{telemetry.signal}_{telemetry.ecosystem}", forward_to
    targets = pods(options, pipeline)
    if of_pods(options):
        clean = rule(regex=NAMESPACE_AND_POD, action="labeldrop")
        receiver = relabel(pipeline, f"cleanup_{suffix}", telemetry, receiver, clean)["receiver"]
        receiver = pipeline.add(
            f"{telemetry.ecosystem}.enrich",
            f"pod_{suffix}",
            targets=targets,
            target_match_label=NAMESPACE_AND_POD,
            labels_to_copy=escaped(options.pod_labels, options.pod_annotations),
            forward_to=[receiver],
        )["receiver"]
    if of_namespaces(options):
        match: dict[str, Value] = {MATCH_ARGUMENT[telemetry.ecosystem]: "namespace"}
        receiver = pipeline.add(
            f"{telemetry.ecosystem}.enrich",
            f"ns_{suffix}",
            targets=targets,
            target_match_label="__meta_kubernetes_namespace",
            **match,
            labels_to_copy=escaped(options.namespace_labels, options.namespace_annotations),
            forward_to=[receiver],
        )["receiver"]
    joined = [rule("namespace", "pod", regex="(.+;.+)", target_label=NAMESPACE_AND_POD)] if of_pods(options) else []
    return relabel(pipeline, f"in_{suffix}", telemetry, receiver, *joined)["receiver"]


def relabel(pipeline: Pipeline, role: str, telemetry: Telemetry, forward_to: Value, *rules: Block) -> Component:
    kind = RELABEL[telemetry.ecosystem]
    return pipeline.add(kind, role, *rules, forward_to=[forward_to], max_cache_size=cache_size(kind))


def pods(options: KubernetesEnrichment, pipeline: Pipeline) -> Ref:
    """The pods with what is copied from them, under its name in the telemetry; watched once in a collector."""
    label = f"{alloy_name(str(pipeline.path[-1]))}_pods"
    found = pipeline.find("discovery.relabel", label)
    if found is not None:
        return found["output"]
    part = replace(pipeline, prefix=label)
    extent: list[Block] = []
    if of_namespaces(options):
        extent = [block("attach_metadata", namespace=True)]
    elif options.pod_labels and not options.pod_annotations:
        selector = joined(",", sorted(source or "" for source in options.pod_labels.values()))
        extent = [block("selectors", role="pod", label=selector)]
    discovered = part.add("discovery.kubernetes", "", *extent, role="pod")
    return part.add("discovery.relabel", "", *pod_rules(options), targets=discovered["targets"])["output"]


def pod_rules(options: KubernetesEnrichment) -> Iterator[Block]:
    if of_pods(options):
        sources = ("__meta_kubernetes_namespace", "__meta_kubernetes_pod_name")
        yield rule(*sources, regex="(.+;.+)", target_label=NAMESPACE_AND_POD)
    for sources_of, names in (
        (pod_label, options.pod_labels),
        (pod_annotation, options.pod_annotations),
        (namespace_label, options.namespace_labels),
        (namespace_annotation, options.namespace_annotations),
    ):
        for name, source in sorted(names.items()):
            yield copy(sources_of(source or ""), escape_label(name))


def lower_otlp(options: KubernetesEnrichment, telemetry: Telemetry, forward_to: Value, pipeline: Pipeline) -> Value:
    """OpenTelemetry data finds its pod by what its resource says of it, else by the address it came from."""
    extract = [
        block(kind, **{"from": owner}, key=source or "", tag_name=name)
        for kind, owner, names in (
            ("label", "pod", options.pod_labels),
            ("annotation", "pod", options.pod_annotations),
            ("label", "namespace", options.namespace_labels),
            ("annotation", "namespace", options.namespace_annotations),
        )
        for name, source in sorted(names.items())
    ]
    return pipeline.add(
        "otelcol.processor.k8sattributes",
        f"in_{telemetry.signal}_otlp",
        block("extract", *extract, metadata=[]),
        association("k8s.pod.name", "k8s.namespace.name"),
        association("k8s.pod.ip"),
        association("k8s.pod.uid"),
        block("pod_association", block("source", **{"from": "connection"})),
        output(telemetry.signal, [forward_to]),
    )["input"]


def association(*attributes: str) -> Block:
    """A pod is the one for which all of the resource attributes fit."""
    sources = (block("source", **{"from": "resource_attribute"}, name=name) for name in attributes)
    return block("pod_association", *sources)


def of_pods(options: KubernetesEnrichment) -> bool:
    return bool(options.pod_labels or options.pod_annotations)


def of_namespaces(options: KubernetesEnrichment) -> bool:
    return bool(options.namespace_labels or options.namespace_annotations)


def escaped(*names: dict[str, Text | None]) -> list[str]:
    """Names as labels, those of each map sorted."""
    return [escape_label(name) for given in names for name in sorted(given)]


UNIT = ProcessorType(
    options=KubernetesEnrichment,
    supports=supports,
    check=check,
    lower=lower,
)
