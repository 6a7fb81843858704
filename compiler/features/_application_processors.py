"""applicationObservability: processors, which every signal passes on its way from the receivers."""

from collections.abc import Iterator
from typing import Literal, Protocol

from pydantic import Field

from ..graph.build import Value, block, call, when
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Block, Ref
from ..values.options import Options, Text, unset
from ..values.placed import any_of
from ._application_detectors import ResourceDetection, detector_block, enabled_detectors
from ._application_signals import Signals, Targets, output

ErrorMode = Literal["ignore", "silent", "propagate"]

INSTANCE_LABEL = "k8s_monitoring.tmp.instance"
NAME_LABEL = "k8s_monitoring.tmp.name"
"""Labels of the pod, kept until the transformation has named the service by them."""


class Batch(Options):
    size: int = 8192
    max_size: int = 0
    timeout: str = "2s"


class Passthrough(Options):
    gauge: bool = False
    summary: bool = False


class Interval(Options):
    """Sends the latest value of each metric, once an interval."""

    enabled: bool = False
    interval: str = "60s"
    passthrough: Passthrough = unset(Passthrough)


class PodAssociation(Options):
    """What tells the pod that telemetry comes from: an attribute, or the connection."""

    from_: str = Field(alias="from")
    name: str = ""


class Selector(Options):
    """A label or field of pods, and how it must be."""

    key: str
    value: Text = ""
    op: Literal["", "equals", "not-equals", "exists", "does-not-exist"] = ""


class PodFilters(Options):
    """Which pods are looked up: those of a node, a namespace, with labels or fields."""

    by_node: str = ""
    own_node: bool = False
    by_namespace: str = ""
    by_label: list[Selector] = []
    by_field: list[Selector] = []


class KubernetesAttributes(Options):
    """What is copied from the pod that telemetry comes from. `labels` and `annotations` are Alloy's extract blocks."""

    passthrough: bool = False
    otel_annotations: bool = False
    metadata: list[str] = [
        "k8s.namespace.name", "k8s.pod.name", "k8s.deployment.name", "k8s.statefulset.name", "k8s.daemonset.name",
        "k8s.cronjob.name", "k8s.job.name", "k8s.node.name", "k8s.pod.uid", "k8s.pod.start_time",
    ]  # fmt: skip
    pod_association: list[PodAssociation] = [
        PodAssociation(**{"from": "resource_attribute", "name": "k8s.pod.ip"}),
        PodAssociation(**{"from": "resource_attribute", "name": "k8s.pod.uid"}),
        PodAssociation(**{"from": "connection"}),
    ]
    labels: list[dict[str, Text]] = []
    annotations: list[dict[str, Text]] = []
    filters: PodFilters = unset(PodFilters)


class MemoryLimiter(Options):
    enabled: bool = False
    check_interval: str = "1s"
    limit: Text = "0MiB"


class Filter(Options):
    error_mode: ErrorMode = "ignore"


class Transform(Options):
    error_mode: ErrorMode = "ignore"


class Processors(Options):
    batch: Batch = unset(Batch)
    interval: Interval = unset(Interval)
    resource_detection: ResourceDetection = unset(ResourceDetection)
    k8sattributes: KubernetesAttributes = Field(default=unset(KubernetesAttributes), alias="k8sattributes")
    memory_limiter: MemoryLimiter = unset(MemoryLimiter)
    filter: Filter = unset(Filter)
    transform: Transform = unset(Transform)


class Processed(Signals, Protocol):
    """The options of the feature that processors need."""

    @property
    def processors(self) -> Processors: ...
    @property
    def align_service_name_with_otel_sem_conv(self) -> bool: ...


def lower_memory_limiter(options: Processed, pipeline: Pipeline, next: Value) -> Ref:
    limiter = options.processors.memory_limiter
    return pipeline.add(
        "otelcol.processor.memory_limiter",
        "",
        output(options, all_signals(next)),
        check_interval=limiter.check_interval,
        limit=limiter.limit,
    )["input"]


def lower_resource_detection(options: Processed, pipeline: Pipeline, next: Value) -> Ref:
    """Attributes of what the collector runs on. It is there even with no detector, as in the reference."""
    detection = options.processors.resource_detection
    detectors = enabled_detectors(detection)
    return pipeline.add(
        "otelcol.processor.resourcedetection",
        "",
        *(detector_block(name, detector) for name, detector in detectors.items() if name != "env"),
        output(options, all_signals(next)),
        detectors=list(detectors),
        override=detection.override,
    )["input"]


def lower_kubernetes_attributes(options: Processed, pipeline: Pipeline, targets: Targets) -> Ref:
    """Attributes of the pod that telemetry comes from."""
    attributes = options.processors.k8sattributes
    return pipeline.add(
        "otelcol.processor.k8sattributes",
        "",
        *_pod_filter(attributes.filters),
        _extract(options, attributes),
        *(
            block("pod_association", block("source", **{"from": source.from_, "name": source.name or None}))
            for source in attributes.pod_association
        ),
        output(options, targets),
        passthrough=attributes.passthrough,
    )["input"]


def _pod_filter(filters: PodFilters) -> Iterator[Block]:
    node: Value = filters.by_node or (call("sys.env", "HOSTNAME") if filters.own_node else None)
    needed = block(
        "filter",
        *(_selector("label", selector) for selector in filters.by_label),
        *(_selector("field", selector) for selector in filters.by_field),
        node=node,
        namespace=filters.by_namespace or None,
    )
    if needed.body:
        yield needed


def _selector(name: str, selector: Selector) -> Block:
    return block(name, key=selector.key, value=selector.value, op=selector.op or None)


def _extract(options: Processed, attributes: KubernetesAttributes) -> Block:
    """Two labels are copied only to name services by, under names that no user's attribute has."""
    align = options.align_service_name_with_otel_sem_conv
    names = ((INSTANCE_LABEL, "app.kubernetes.io/instance"), (NAME_LABEL, "app.kubernetes.io/name"))
    naming = when(align, *(block("label", **{"tag_name": tag, "key": key, "from": "pod"}) for tag, key in names))
    return block(
        "extract",
        *naming,
        *(block("label", **dict(sorted(label.items()))) for label in attributes.labels),
        *(block("annotation", **dict(sorted(annotation.items()))) for annotation in attributes.annotations),
        otel_annotations=any_of(attributes.otel_annotations, align) or None,
        metadata=list(attributes.metadata) or None,
    )


def lower_batch(options: Processed, pipeline: Pipeline, targets: Targets) -> Ref:
    batch = options.processors.batch
    return pipeline.add(
        "otelcol.processor.batch",
        "",
        output(options, targets),
        send_batch_size=batch.size,
        send_batch_max_size=batch.max_size,
        timeout=batch.timeout,
    )["input"]


def lower_interval(options: Processed, pipeline: Pipeline, metrics: list[Value]) -> Ref:
    interval = options.processors.interval
    return pipeline.add(
        "otelcol.processor.interval",
        "",
        block("passthrough", gauge=interval.passthrough.gauge, summary=interval.passthrough.summary),
        output(options, {"metrics": metrics}),
        interval=interval.interval,
    )["input"]


def all_signals(next: Value) -> Targets:
    return {"metrics": [next], "logs": [next], "traces": [next]}
