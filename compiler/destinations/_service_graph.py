"""Service graph metrics of an otlp destination: a satellite pairs the spans of traces and counts who calls whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..graph.build import Value, block, call
from ..lowering.pipeline import Pipeline
from ..planning.installation import Destination, Installation
from ..planning.satellites import RECEIVER_PORT, Satellite, satellite_name
from ..planning.telemetry import OTLP_METRICS, Telemetry
from ..report.diagnostics import Diagnostic, nearest, warning
from ..syntax.ast import Block
from ..values.names import alloy_name
from ..values.placed import in_place_of
from . import load, select
from ._otlp_exporter import lower_exporter
from ._otlp_options import Otlp
from ._satellite_options import ServiceGraphMetrics
from ._tail_sampling import receive_traces
from .unit import DestinationContext


def check_service_graph(options: ServiceGraphMetrics, context: DestinationContext) -> Iterator[Diagnostic]:
    here = ("processors", "serviceGraphMetrics")
    if options.load_balancer.resolver == "static" and _controller(options).get("type") != "statefulset":
        yield Diagnostic(
            "statefulset-required",
            f"the resolver `static` of `{context.name}` needs pods with names that last, as only a statefulset has",
            context.at(*here, "loadBalancer", "resolver"),
            "use the resolver `kubernetes` or `dns`, or `collector: {controller: {type: statefulset}}`",
        )
    if options.database_name_attribute:
        yield warning(
            Diagnostic(
                "deprecated-key",
                f"`databaseNameAttribute` of the destination `{context.name}` is deprecated",
                context.at(*here, "databaseNameAttribute"),
                f"write `databaseNameAttributes: [{options.database_name_attribute}]`",
                about_key=True,
            )
        )
    known = context.installation.destinations
    for position, name in enumerate(options.destinations):
        if name not in known:
            close = nearest(name, known)
            yield Diagnostic("unknown-destination", f"unknown destination `{name}`",
                             context.at(*here, "destinations", position),
                             f"did you mean `{close}`?" if close else f"known: {', '.join(known)}")  # fmt: skip
    if not select(known.values(), OTLP_METRICS, options.destinations):
        yield warning(
            Diagnostic(
                "no-destination",
                f"no destination takes the service graph metrics of `{context.name}`",
                context.at(*here),
                "add a destination that takes metrics",
            )
        )


def _controller(options: ServiceGraphMetrics) -> Mapping[str, Any]:
    controller = options.collector.get("controller")
    return controller if isinstance(controller, dict) else {}


def satellite_settings(options: ServiceGraphMetrics) -> dict[str, Any]:
    """The collector settings of the satellite. DNS names a pod only where the service has no address of its own."""
    given = options.collector.get("alloy")
    alloy = given if isinstance(given, dict) else {}
    environment = alloy.get("extraEnv")
    environment = list(environment) if isinstance(environment, list) else []
    if not any(isinstance(variable, dict) and variable.get("name") == "POD_NAME" for variable in environment):
        environment.append({"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}})
    settings = {**options.collector, "alloy": {**alloy, "extraEnv": environment}}
    if options.load_balancer.resolver in ("dns", "static"):
        service = settings.get("service")
        settings["service"] = {**(service if isinstance(service, dict) else {}), "clusterIP": "None"}
    return settings


def resolver(options: ServiceGraphMetrics, destination: str, installation: Installation) -> Block:
    """How the load balancer finds the pods of the satellite."""
    name = satellite_name(installation.release.name, destination, "servicegraph")
    host = f"{name}.{installation.namespace}.svc.cluster.local"
    timeout = options.load_balancer.timeout
    match options.load_balancer.resolver:
        case "kubernetes":
            inner = block("kubernetes", service=name, ports=[RECEIVER_PORT], timeout=timeout)
        case "dns":
            inner = block("dns", hostname=host, port=str(RECEIVER_PORT), timeout=timeout)
        case "static":
            replicas = _controller(options).get("replicas")
            pods = range(replicas if isinstance(replicas, int) else 1)
            hosts: list[Value] = [in_place_of(f"{name}-{pod}.{host}:{RECEIVER_PORT}", replicas) for pod in pods]
            inner = block("static", hostnames=hosts)
    return block("resolver", inner)


def lower_service_graph(satellite: Satellite, options: Otlp, pipeline: Pipeline) -> None:
    """The graph of the satellite: receive, count, send the metrics."""
    graph = options.processors.service_graph_metrics
    names = [graph.database_name_attribute] if graph.database_name_attribute else graph.database_name_attributes
    counter = pipeline.add(
        "otelcol.connector.servicegraph",
        "service_graph_metrics",
        block("output", metrics=_metrics_receivers(satellite, pipeline)),
        cache_loop=graph.cache_loop,
        database_name_attributes=list(names),
        dimensions=list(graph.dimensions),
        latency_histogram_buckets=list(graph.latency_histogram_buckets),
        metrics_flush_interval=graph.metrics_flush_interval,
        store_expiration_loop=graph.store_expiration_loop,
    )
    receive_traces(graph.receiver, "service_graph_receiver", counter["input"], pipeline)


def _metrics_receivers(satellite: Satellite, pipeline: Pipeline) -> list[Value]:
    """Adds the destinations of the metrics. Gives their receivers."""
    known = pipeline.installation.destinations
    receivers: dict[str, Mapping[Telemetry, Value]] = {}
    for name in sorted((*satellite.sends_to, *satellite.behind), key=lambda name: (known[name].is_router, name)):
        part = replace(pipeline, path=("destinations", name), prefix=alloy_name(name), receivers=receivers)
        receivers[name] = _lower_destination(known[name], part)
    return [receivers[name][OTLP_METRICS] for name in satellite.sends_to if OTLP_METRICS in receivers[name]]


def _lower_destination(destination: Destination, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    """Pods of the satellite count apart, so where a destination has labels, one says which pod; an otlp destination
    gets the metrics as they are, without its transformations."""
    options: Any = destination.options
    if destination.type == "otlp":
        return {OTLP_METRICS: lower_exporter(options, pipeline)}
    if "extra_labels_from" in type(options).model_fields:
        labels = {**options.extra_labels_from, "collector_id": call("sys.env", "POD_NAME")}
        options = options.model_copy(update={"extra_labels_from": labels})
    return load(destination.type).lower(options, pipeline)
