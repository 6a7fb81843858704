"""podLogsViaOpenTelemetry: logs of the pods on the collector's node, as OpenTelemetry log records."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from ..graph.build import Value, block, when
from ..lowering import ottl
from ..lowering.pipeline import Pipeline
from ..planning.collectors import check_daemonset, check_node_logs_mounted
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.telemetry import OTLP_LOGS, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax import ast
from ..syntax.ast import Block, Expr
from ..values.options import AlloyExpression, Options, Text, unset
from ..values.placed import in_place_of
from .unit import Feature


class Filters(Options):
    """Pods whose logs are dropped: annotation or label -> value; `null` for any value."""

    annotations: dict[str, Text | None] = {}
    labels: dict[str, Text | None] = {}


class PodLogsViaOpenTelemetry(FeatureOptions):
    """Which pods, then the attributes of a record: attribute -> label or annotation of the pod, node or namespace."""

    namespaces: list[str] = []
    exclude_namespaces: list[str] = []
    discovery_method: Literal["all", "annotation"] = "all"
    annotation_selector: str = "logs.grafana.com/pods.enabled"
    labels: dict[str, Text] = {"app_kubernetes_io_name": "app.kubernetes.io/name"}
    node_labels: dict[str, Text] = {}
    namespace_labels: dict[str, Text] = {}
    static_attributes: dict[str, Text] = {}
    static_attributes_from: dict[str, AlloyExpression] = {}
    annotations: dict[str, Text] = {}
    node_annotations: dict[str, Text] = {}
    namespace_annotations: dict[str, Text] = {}
    otel_annotations: bool = False
    filters: Filters = unset(Filters)
    only_gather_new_log_lines: bool = True
    align_service_name: bool = Field(default=False, alias="alignServiceNameWithOTelSemConv")


METADATA = [f"k8s.{kind}.name" for kind in ("deployment", "statefulset", "daemonset", "cronjob", "job", "node")]
TEMPORARY = "k8s_monitoring.tmp."
IDENTITY = ("instance", "name", "version")
NAME_SOURCES = (
    "app.kubernetes.io/name",
    *(f"k8s.{kind}.name" for kind in ("deployment", "replicaset", "statefulset", "daemonset", "cronjob", "job")),
    "k8s.pod.name",
    "k8s.container.name",
)
FILE_PATH = 'delete_key(attributes, "log.file.path")'


def emits(options: PodLogsViaOpenTelemetry) -> tuple[Telemetry, ...]:
    return (OTLP_LOGS,)


def check(options: PodLogsViaOpenTelemetry, context: Context) -> Iterator[Diagnostic]:
    yield from check_daemonset(context.collector, "podLogsViaOpenTelemetry")
    yield from check_node_logs_mounted(context.collector, "podLogsViaOpenTelemetry")


def lower(options: PodLogsViaOpenTelemetry, pipeline: Pipeline) -> None:
    """Built from the destinations back to the files."""
    transform = pipeline.add(
        "otelcol.processor.transform",
        "",
        block("log_statements", context="resource", statements=list(_statements(options))),
        block("log_statements", context="log", statements=[FILE_PATH]),
        block("output", logs=pipeline.destinations("logs")),
        error_mode="ignore",
    )
    chosen = pipeline.add(
        "otelcol.processor.filter",
        "",
        block("logs", log_record=list(_drop_conditions(options))),
        block("output", logs=[transform["input"]]),
        error_mode="ignore",
    )
    described = pipeline.add(
        "otelcol.processor.k8sattributes",
        "",
        block("pod_association", block("source", **{"from": "resource_attribute", "name": "k8s.pod.uid"})),
        block("extract", *_extracted(options), otel_annotations=options.otel_annotations, metadata=METADATA),
        block("output", logs=[chosen["input"]]),
    )
    only_new = options.only_gather_new_log_lines
    pipeline.add(
        "otelcol.receiver.filelog",
        "",
        block("output", logs=[described["input"]]),
        include=_files(options.namespaces) or ["/var/log/pods/*/*/*.log"],
        exclude=_files(options.exclude_namespaces) or None,
        start_at=in_place_of("end" if only_new else "beginning", only_new),
        include_file_name=False,
        include_file_path=True,
        operators=[{"type": "container", "add_metadata_from_filepath": True}],
    )


def _files(namespaces: list[str]) -> list[Value]:
    """The log files of the pods in namespaces; a file's directory begins with `NAMESPACE_`."""
    return ["/var/log/pods/" + name + "_*/*/*.log" for name in namespaces]


def _filter_attributes(options: PodLogsViaOpenTelemetry) -> Iterator[tuple[str, str, str, str | None]]:
    """Of each filter: the sort, the key, the temporary attribute that holds what the pod has, and the value to drop."""
    for sort, filters in (("annotation", options.filters.annotations), ("label", options.filters.labels)):
        for key, value in sorted(filters.items()):
            yield sort, key, f"{TEMPORARY}filter.{sort}s." + key, value


def _extracted(options: PodLogsViaOpenTelemetry) -> Iterator[Block]:
    """What becomes an attribute of the resource."""
    yield block("annotation", **{"key_regex": "resource.opentelemetry.io/(.*)", "tag_name": "$1", "from": "pod"})
    yield _extract("annotation", options.annotation_selector, options.annotation_selector)
    yield from _extract_all("annotation", options.annotations, "pod")
    yield from _extract_all("annotation", options.node_annotations, "node")
    yield from _extract_all("annotation", options.namespace_annotations, "namespace")
    identity = (_extract("label", f"{TEMPORARY}{part}", f"app.kubernetes.io/{part}") for part in IDENTITY)
    yield from when(options.align_service_name, *identity)
    yield from _extract_all("label", options.labels, "pod")
    yield from _extract_all("label", options.node_labels, "node")
    yield from _extract_all("label", options.namespace_labels, "namespace")
    yield from (_extract(sort, attribute, key) for sort, key, attribute, _ in _filter_attributes(options))


def _extract(sort: str, attribute: str, key: str, owner: str = "pod") -> Block:
    return block(sort, **{"tag_name": attribute, "key": key, "from": owner})


def _extract_all(sort: str, wanted: Mapping[str, str], owner: str) -> Iterator[Block]:
    return (_extract(sort, attribute, key, owner) for attribute, key in sorted(wanted.items()))


def _drop_conditions(options: PodLogsViaOpenTelemetry) -> Iterator[Value]:
    """Conditions for a record to be dropped."""
    wanted = ottl.attribute(options.annotation_selector, "resource")
    if options.discovery_method == "annotation":
        yield in_place_of(wanted + " == nil", options.discovery_method)
    yield from (wanted + " == " + ottl.quoted(refusal) for refusal in ("false", "no", "skip"))
    for _, _, attribute, value in _filter_attributes(options):
        found = ottl.attribute(attribute, "resource")
        yield found + " != nil" if value is None else found + " == " + ottl.quoted(value)


def _statements(options: PodLogsViaOpenTelemetry) -> Iterator[Value]:
    """What is done to the resource: the service that it is, and no attribute that only served to find that out."""
    aligned = options.align_service_name
    yield ottl.delete_attribute("k8s.container.restart_count")
    yield ottl.delete_attribute(options.annotation_selector)
    yield from (ottl.delete_attribute(attribute) for _, _, attribute, _ in _filter_attributes(options))
    if aligned:
        for part in ("instance", "name"):
            yield in_place_of(_fall_back("service.name", TEMPORARY + part, "resource"), aligned)
    yield from (_fall_back("service.name", source) for source in NAME_SOURCES)
    yield _fall_back("service.namespace", "k8s.namespace.name")
    if aligned:
        yield in_place_of(_version(f"{TEMPORARY}version", "resource"), aligned)
    version, label = ottl.attribute("service.version"), ottl.attribute("app.kubernetes.io/version")
    yield f"set({version}, {label}) where {version} == nil"
    parts = ", ".join(ottl.attribute(f"k8s.{part}.name") for part in ("namespace", "pod", "container"))
    instance = ottl.attribute("service.instance.id")
    yield f'set({instance}, Concat([{parts}], ".")) where {instance} == nil'
    if aligned:
        for part in IDENTITY:
            yield in_place_of(f"delete_key(resource.attributes, {ottl.quoted(TEMPORARY + part)})", aligned)
    for name, value in sorted(options.static_attributes.items()):
        yield ottl.set_attribute(name, value)
    for name, expression in sorted(options.static_attributes_from.items()):
        if expression is not None:
            yield ottl.set_attribute(name, _plain_text(expression))


def _fall_back(target: str, source: str, of: str = "") -> str:
    """Sets an attribute that is absent or empty to another that is neither."""
    own, other = ottl.attribute(target, of), ottl.attribute(source, of)
    return f'set({own}, {other}) where ({own} == nil or {own} == "") and {other} != nil and {other} != ""'


def _version(source: str, of: str) -> str:
    own, other = ottl.attribute("service.version", of), ottl.attribute(source, of)
    return f'set({own}, {other}) where {own} == nil and {other} != nil and {other} != ""'


def _plain_text(expression: Expr) -> Value:
    """The text of a literal, which needs no evaluation; any other expression as it is."""
    if isinstance(expression, ast.Literal) and isinstance(expression.value, str):
        return expression.value
    return expression


UNIT = Feature(options=PodLogsViaOpenTelemetry, emits=emits, check=check, lower=lower)
