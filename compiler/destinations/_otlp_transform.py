"""The transformations of an otlp destination: repairs after the conversion from Prometheus, and its own statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..graph.build import Value, block
from ..lowering.ottl import attribute, delete_attribute, move_to_resource, set_attribute
from ..syntax.ast import Block
from ..values import preset_data
from ..values.placed import in_place_of
from ._otlp_options import ResourceAttributes, TransformLogs, TransformMetrics, TransformTraces

FLAT_LABELS = {
    "service_namespace": "service.namespace",
    "deployment_environment": "deployment.environment",
    "deployment_environment_name": "deployment.environment.name",
}
"""Labels of target_info that a conversion leaves beside the attribute they stand for."""


def scrape_normalize() -> Iterator[Block]:
    """Statements for metrics that were scraped: the conversion takes the service's name from the job label, and keeps
    labels of target_info as flat attributes."""
    flat, name = attribute("service_name"), "service.name"
    given = f'{flat} != nil and {flat} != ""'
    resource = [
        f"set({attribute(name)}, {flat}) where {given}",
        f"{delete_attribute('service_name')} where {flat} == {attribute(name)}",
    ]
    for label, full in FLAT_LABELS.items():
        own, other = attribute(label), attribute(full)
        missing = f'({other} == nil or {other} == "")'
        resource.append(f'set({other}, {own}) where {missing} and {own} != nil and {own} != ""')
        resource.append(f"{delete_attribute(label)} where {own} == {other}")
    yield block("metric_statements", context="resource", statements=resource)
    datapoint = [f"set({attribute(name, 'resource')}, {flat}) where {given}"]
    yield block("metric_statements", context="datapoint", statements=datapoint)


def resource_statements(
    cluster: Iterable[Value],
    extra: Mapping[str, Value],
    removed: ResourceAttributes,
) -> list[Value]:
    """What happens to the resource attributes of every signal: the cluster's name, the user's own, those removed."""
    statements = [*cluster, *(set_attribute(name, value) for name, value in extra.items())]
    listed = preset_data.data("resource-attributes") if removed.use_default_remove_list else []
    defaults = [in_place_of(name, removed.use_default_remove_list) for name in listed]
    return [*statements, *(delete_attribute(name) for name in dict.fromkeys([*defaults, *removed.remove_list]))]


def metric_statements(options: TransformMetrics, resource: list[Value], cluster: list[Value]) -> Iterator[Block]:
    """`cluster` has the statements that name the cluster on each data point."""
    flat, full = attribute("k8s_cluster_name"), attribute("k8s.cluster.name")
    tidied = f"{delete_attribute('k8s_cluster_name')} where {flat} == {full}"
    yield _statements("metric", "resource", [*resource, tidied, *options.resource, *options.resource_from])
    yield from _if_any("metric", "metric", [*options.metric, *options.metric_from])
    moved = _moved(options.datapoint_to_resource)
    yield _statements("metric", "datapoint", [*cluster, *moved, *options.datapoint, *options.datapoint_from])


def log_statements(options: TransformLogs, resource: list[Value]) -> Iterator[Block]:
    yield _statements("log", "resource", [*resource, *options.resource, *options.resource_from])
    loki = [delete_attribute("loki.attribute.labels"), delete_attribute("loki.resource.labels")]
    moved = _moved(options.log_to_resource)
    yield _statements("log", "log", [*loki, *moved, *options.log, *options.log_from])
    yield from _if_any("log", "scope", [*options.scope, *options.scope_from])


def trace_statements(options: TransformTraces, resource: list[Value]) -> Iterator[Block]:
    yield _statements("trace", "resource", [*resource, *options.resource, *options.resource_from])
    yield from _if_any("trace", "span", [*options.span, *options.span_from])
    yield from _if_any("trace", "spanevent", [*options.spanevent, *options.spanevent_from])


def _moved(attributes: Mapping[str, str | None]) -> list[str]:
    """By name of the attribute; one without a resource attribute stays where it is."""
    return [statement for name, to in sorted(attributes.items()) if to for statement in move_to_resource(name, to)]


def _if_any(signal: str, context: str, statements: list[Value]) -> Iterator[Block]:
    if statements:
        yield _statements(signal, context, statements)


def _statements(signal: str, context: str, statements: list[Value]) -> Block:
    return block(f"{signal}_statements", context=context, statements=statements)
