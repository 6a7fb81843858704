"""destinations.NAME, type otlp: metrics, logs and traces by OTLP; Prometheus metrics and Loki logs are converted."""

from collections.abc import Iterator, Mapping

from ..graph.build import Value, block, when
from ..lowering.endpoint import keyed
from ..lowering.ottl import set_attribute, set_missing_attribute
from ..lowering.pipeline import Pipeline
from ..planning.credentials import check_address, check_credentials
from ..planning.satellites import Satellite, SatelliteOptions, satellite_name
from ..planning.telemetry import LOKI_LOGS, OTLP_LOGS, OTLP_METRICS, OTLP_TRACES, PROMETHEUS_METRICS, Signal, Telemetry
from ..report.diagnostics import Diagnostic, warning
from ..syntax.ast import Block
from ..values.placed import in_place_of
from . import switched_on
from ._otlp_checks import check_grafana_cloud, check_oauth2, check_protocol, check_queue, check_signals
from ._otlp_exporter import SIGNALS, lower_exporter, outputs
from ._otlp_options import Action, Otlp
from ._otlp_transform import log_statements, metric_statements, resource_statements, scrape_normalize, trace_statements
from ._service_graph import check_service_graph, lower_service_graph, resolver, satellite_settings
from ._tail_sampling import check_policies, lower_sampler
from .unit import DestinationContext, DestinationType


def ecosystem(options: Otlp) -> str:
    return "otlp"


def signals(options: Otlp) -> frozenset[Signal]:
    return switched_on(options, SIGNALS)


def check(options: Otlp, context: DestinationContext) -> Iterator[Diagnostic]:
    yield from check_address(options, context.at())
    yield from check_credentials(options, context.at())
    yield from check_protocol(options, context)
    if options.url:
        yield from check_grafana_cloud(options, context)
    yield from check_queue(options.sending_queue, context)
    yield from check_oauth2(options, context)
    yield from check_signals(options, context)
    sampling, graph = options.processors.tail_sampling, options.processors.service_graph_metrics
    if sampling.enabled:
        yield from check_policies(sampling.policies, context.at("processors", "tailSampling", "policies"))
    if graph.enabled:
        yield from check_service_graph(graph, context)
    for name, processor in (("tailSampling", sampling), ("serviceGraphMetrics", graph)):
        if processor.enabled and not options.traces.enabled:
            yield warning(
                Diagnostic(
                    "unused-option",
                    f"`{name}` of `{context.name}` gets no traces, for they are turned off",
                    context.at("processors", name),
                    "set `traces: {enabled: true}`",
                )
            )


def lower(options: Otlp, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    sent = lower_exporter(options, pipeline)
    receivers: dict[Signal, list[Value]] = {"metrics": [sent], "logs": [sent], "traces": [sent]}
    if options.traces.enabled:
        receivers["traces"] = lower_traces(options, sent, pipeline)
    output = outputs(options, receivers)
    if options.processors.filters.enabled:
        chosen = options.processors.filters
        filters = pipeline.because(chosen.enabled).add("otelcol.processor.filter", "", *filter_blocks(options), output,
                                                       error_mode=chosen.error_mode)  # fmt: skip
        output = outputs(options, [filters["input"]])
    mode = options.processors.transform.error_mode
    transform = pipeline.add("otelcol.processor.transform", "", *statements(options, pipeline), output, error_mode=mode)
    actions = (action_block(action) for action in options.processors.attributes.actions)
    entry = pipeline.add_entry(
        "otelcol.processor.attributes", "", *actions, outputs(options, [transform["input"]])
    )["input"]  # fmt: skip
    taken = lower_conversions(options, entry, pipeline)
    for signal, telemetry in (("metrics", OTLP_METRICS), ("logs", OTLP_LOGS), ("traces", OTLP_TRACES)):
        if signal in signals(options):
            taken[telemetry] = entry
    return taken


def lower_conversions(options: Otlp, entry: Value, pipeline: Pipeline) -> dict[Telemetry, Value]:
    """Adds what takes Prometheus metrics and Loki logs in."""
    taken: dict[Telemetry, Value] = {}
    if options.metrics.enabled:
        mode, part = options.processors.transform.error_mode, pipeline.because(options.metrics.enabled)
        repaired = part.add("otelcol.processor.transform", "scrape_normalize", *scrape_normalize(),
                            block("output", metrics=[entry]), error_mode=mode)  # fmt: skip
        scraped = part.add_entry("otelcol.receiver.prometheus", "", block("output", metrics=[repaired["input"]]))
        taken[PROMETHEUS_METRICS] = scraped["receiver"]
    if options.logs.enabled:
        part = pipeline.because(options.logs.enabled)
        lines = part.add_entry("otelcol.receiver.loki", "", block("output", logs=[entry]))
        taken[LOKI_LOGS] = lines["receiver"]
    return taken


def lower_traces(options: Otlp, sent: Value, pipeline: Pipeline) -> list[Value]:
    """Adds the load balancers in front of satellites. Gives what traces go to: with sampling, not the exporter."""
    name, installation = str(pipeline.path[-1]), pipeline.installation
    receivers: list[Value] = []
    if options.processors.tail_sampling.enabled:
        service = satellite_name(installation.release.name, name, "sampler")
        found = block("resolver", block("kubernetes", service=service))
        receivers.append(balance("sampler", found, pipeline))
    else:
        receivers.append(sent)
    graph = options.processors.service_graph_metrics
    if graph.enabled:
        receivers.append(balance("servicegraph", resolver(graph, name, installation), pipeline))
    return receivers


def balance(role: str, resolver: Block, pipeline: Pipeline) -> Value:
    """Sends all spans of a trace to the same pod of a satellite, inside the cluster and so without TLS."""
    client = block("client", block("tls", insecure=True))
    return pipeline.add("otelcol.exporter.loadbalancing", role, resolver, block("protocol", block("otlp", client)))[
        "input"
    ]


def statements(options: Otlp, pipeline: Pipeline) -> Iterator[Block]:
    """The blocks of statements for each signal that is sent."""
    transform, installation = options.processors.transform, pipeline.installation
    extra = {**keyed(options.extra_resource_attributes, {}), **keyed({}, options.extra_resource_attributes_from)}
    removed = options.processors.resource_attributes
    set_label = set_attribute if options.overwrite_cluster_label else set_missing_attribute
    labels = [in_place_of(label, options.overwrite_cluster_label) for label in options.cluster_labels]
    cluster = [set_label(label, installation.cluster_name) for label in labels]
    resource = resource_statements(cluster, extra, removed)
    yield from when(options.metrics.enabled, *metric_statements(transform.metrics, resource, cluster))
    yield from when(options.logs.enabled, *log_statements(transform.logs, resource))
    yield from when(options.traces.enabled, *trace_statements(transform.traces, resource))


def filter_blocks(options: Otlp) -> Iterator[Block]:
    """What the filter drops, for each signal that is sent and has conditions."""
    filters = options.processors.filters
    for signal, conditions in (
        ("metrics", {"metric": filters.metrics.metric, "datapoint": filters.metrics.datapoint}),
        ("logs", {"log_record": filters.logs.log_record}),
        ("traces", {"span": filters.traces.span, "spanevent": filters.traces.spanevent}),
    ):
        if any(conditions.values()):
            dropped = block(signal, **{context: list(texts) or None for context, texts in conditions.items()})
            yield from when(getattr(options, signal).enabled, dropped)


def action_block(action: Action) -> Block:
    return block(
        "action",
        key=action.key or None,
        action=action.action,
        value=action.value or action.value_from,
        pattern=action.pattern or None,
        from_attribute=action.from_attribute or None,
        from_context=action.from_context or None,
        converted_type=action.converted_type or None,
    )


def satellites(options: Otlp) -> Iterator[SatelliteOptions]:
    """The collectors that the destination brings."""
    sampling, graph = options.processors.tail_sampling, options.processors.service_graph_metrics
    if sampling.enabled:
        yield SatelliteOptions("sampler", sampling.collector, ("processors", "tailSampling", "collector"))
    if graph.enabled:
        settings = satellite_settings(graph)
        keys = ("processors", "serviceGraphMetrics", "collector")
        yield SatelliteOptions("servicegraph", settings, keys, OTLP_METRICS, tuple(graph.destinations))


def lower_satellite(satellite: Satellite, options: Otlp, pipeline: Pipeline) -> None:
    """The components of one of the satellites."""
    if satellite.role == "sampler":
        lower_sampler(options, pipeline)
    else:
        lower_service_graph(satellite, options, pipeline)


UNIT = DestinationType(
    options=Otlp,
    ecosystem=ecosystem,
    signals=signals,
    check=check,
    lower=lower,
    satellites=satellites,
    lower_satellite=lower_satellite,
)
