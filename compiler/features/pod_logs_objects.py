"""podLogsObjects: logs of the pods that `PodLogs` objects select, asked of the Kubernetes API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..graph.build import block, plain
from ..lowering import pod_logs, relabel
from ..lowering.discovery import Selectors
from ..lowering.pipeline import Pipeline
from ..lowering.pod_logs import PodLogs
from ..planning.collectors import check_clustering, check_daemonset
from ..planning.installation import Context
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..report.diagnostics import Diagnostic, warning
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody
from ..values.placed import as_text
from .unit import Feature


class PodLogsObjects(PodLogs):
    """Which objects to follow. The standard labels need `includePodMetadataLabels`."""

    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    label_selectors: Selectors = {}
    node_filter: bool = False
    include_pod_metadata_labels: bool = True
    only_gather_new_log_lines: bool = False
    extra_log_processing_rules: AlloyBody = NO_ALLOY


LABELS = {
    "node": "__meta_kubernetes_pod_node_name",
    "namespace": "__meta_kubernetes_namespace",
    "pod": "__meta_kubernetes_pod_name",
    "container": "__meta_kubernetes_pod_container_name",
}


def emits(options: PodLogsObjects) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def check(options: PodLogsObjects, context: Context) -> Iterator[Diagnostic]:
    yield from check_clustering(context.collector, "podLogsObjects")
    if options.node_filter:
        yield from check_daemonset(context.collector, "podLogsObjects.nodeFilter")
        yield warning(
            Diagnostic(
                "unused-option",
                "`podLogsObjects.nodeFilter` has no effect: clustering already shares the pods out",
                context.at("nodeFilter"),
                "remove it; a collector that read its own node's pods only would miss those that its peers are given",
            )
        )
    yield from pod_logs.check_secret_filter(options, context)


def lower(options: PodLogsObjects, pipeline: Pipeline) -> None:
    receiver = pod_logs.process(options, pipeline, pod_logs.container_stages(None, None))
    labelled = pipeline.add(
        "loki.relabel",
        "",
        *(relabel.copy(source, label) for label, source in LABELS.items()),
        *options.extra_log_processing_rules,
        forward_to=[receiver],
    )
    pipeline.add(
        "loki.source.podlogs",
        "",
        *_selectors(options),
        block("clustering", enabled=True),
        preserve_discovered_labels=options.include_pod_metadata_labels,
        tail_from_end=options.only_gather_new_log_lines,
        forward_to=[labelled["receiver"]],
    )


def _selectors(options: PodLogsObjects) -> Iterator[Block]:
    """The selectors for objects and for their namespaces."""
    name = "kubernetes.io/metadata.name"
    objects = [_expression(label, "In", value) for label, value in sorted(options.label_selectors.items())]
    included = [_expression(name, "In", options.namespaces)] if options.namespaces else []
    excluded = [_expression(name, "NotIn", options.exclude_namespaces)] if options.exclude_namespaces else []
    if objects:
        yield block("selector", *objects)
    if included or excluded:
        yield block("namespace_selector", *included, *excluded)


def _expression(key: str, operator: str, value: Any) -> Block:
    values = value if isinstance(value, list) else [value]
    return block("match_expression", key=key, operator=operator, values=plain([as_text(v) for v in values]))


UNIT = Feature(options=PodLogsObjects, emits=emits, check=check, lower=lower)
