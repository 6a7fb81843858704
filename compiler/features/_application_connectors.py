"""applicationObservability: connectors, which make metrics and logs of the spans that pass."""

from typing import Literal, Protocol

from ..graph.build import Value, because, block, expression, when
from ..lowering.pipeline import Pipeline
from ..syntax.ast import Binary, Block, Expr, Name, Ref
from ..values.options import Options, Text, unset
from ..values.placed import in_place_of, opposite
from ._application_signals import Signals, output


class GrafanaCloudMetrics(Options):
    """Metrics of the hosts that telemetry comes from, which Grafana Cloud's Application Observability needs."""

    enabled: bool = True


class SpanLogs(Options):
    """A log line for a span, for the root span of a trace, for a process."""

    enabled: bool = False
    spans: bool = False
    span_attributes: list[str] = []
    roots: bool = False
    process: bool = False
    process_attributes: list[str] = []
    labels: list[str] = []
    overrides: dict[str, Text] = {}


class Dimension(Options):
    name: str
    default: Text = ""


class Events(Options):
    enabled: bool = False


class Exemplars(Options):
    enabled: bool = False
    max_per_data_point: int | None = None


class ExplicitHistogram(Options):
    buckets: list[str] = [
        "2ms", "4ms", "6ms", "8ms", "10ms", "50ms", "100ms", "200ms", "400ms", "800ms", "1s", "1400ms", "2s", "5s",
        "10s", "15s",
    ]  # fmt: skip


class ExponentialHistogram(Options):
    max_size: int = 160


class Histogram(Options):
    enabled: bool = True
    type: Literal["explicit", "exponential"] = "explicit"
    unit: str = "s"
    explicit: ExplicitHistogram = unset(ExplicitHistogram)
    exponential: ExponentialHistogram = unset(ExponentialHistogram)


class SpanMetricTransforms(Options):
    resource: list[str] = []
    metric: list[str] = []
    datapoint: list[str] = []


class SpanMetrics(Options):
    """Request rates, errors and durations, counted from spans. Spans that Beyla counted already are left out."""

    enabled: bool = False
    dimensions: list[Dimension] = []
    dimensions_cache_size: int = 1000
    aggregation_cardinality_limit: int = 1000
    exclude_dimensions: list[str] = []
    namespace: str = "traces.span.metrics"
    metrics_expiration: str | None = None
    series_expiration: str | None = None
    events: Events = unset(Events)
    exemplars: Exemplars = unset(Exemplars)
    histogram: Histogram = unset(Histogram)
    skip_beyla: bool = True
    skip_internal: bool = True
    transforms: SpanMetricTransforms = unset(SpanMetricTransforms)


class Connectors(Options):
    grafana_cloud_metrics: GrafanaCloudMetrics = unset(GrafanaCloudMetrics)
    span_logs: SpanLogs = unset(SpanLogs)
    span_metrics: SpanMetrics = unset(SpanMetrics)


COUNTED_BY_BEYLA = 'resource.attributes["span.metrics.skip"] != nil or attributes["span.metrics.skip"] != nil'
INTERNAL_SPAN = "kind == 1"


class Connected(Signals, Protocol):
    """The options of the feature that connectors need."""

    @property
    def connectors(self) -> Connectors: ...


def lower_host_info(options: Connected, pipeline: Pipeline, metrics: Value) -> Ref:
    """Metrics of the nodes that spans come from."""
    return pipeline.add(
        "otelcol.connector.host_info",
        "",
        output(options, {"metrics": [metrics]}),
        host_identifiers=["k8s.node.name"],
    )["input"]


def lower_span_logs(options: Connected, pipeline: Pipeline, logs: Value) -> Ref:
    """Log lines of spans. `spanAttributes` counts as documented; the reference reads another key."""
    span_logs = options.connectors.span_logs
    overrides = [block("overrides", **dict(sorted(span_logs.overrides.items())))] if span_logs.overrides else []
    return pipeline.add(
        "otelcol.connector.spanlogs",
        "",
        *overrides,
        output(options, {"logs": [logs]}),
        spans=span_logs.spans or None,
        span_attributes=list(span_logs.span_attributes) or None,
        roots=span_logs.roots or None,
        processes=span_logs.process or None,
        process_attributes=list(span_logs.process_attributes) or None,
        labels=list(span_logs.labels) or None,
    )["input"]


def lower_span_metrics(options: Connected, pipeline: Pipeline, metrics: Value) -> Ref:
    """Leaves out spans that are counted elsewhere, counts the others, names the collector that counted."""
    span_metrics = options.connectors.span_metrics
    transform = _transform(options, span_metrics.transforms, pipeline, metrics)
    connector = _connector(span_metrics, pipeline, transform)
    skipped = [
        in_place_of(condition, flag)
        for condition, flag in (
            (COUNTED_BY_BEYLA, span_metrics.skip_beyla),
            (INTERNAL_SPAN, span_metrics.skip_internal),
        )
        if flag
    ]
    return pipeline.add(
        "otelcol.processor.filter",
        "span_metrics_prefilter",
        *([block("traces", span=list(skipped))] if skipped else []),
        block("output", traces=[connector]),
        error_mode="silent",
    )["input"]


def _connector(span_metrics: SpanMetrics, pipeline: Pipeline, metrics: Value) -> Ref:
    exemplars = span_metrics.exemplars
    optional = [
        *when(span_metrics.events.enabled, block("events", enabled=True)),
        *when(
            exemplars.enabled, block("exemplars", enabled=True, max_per_data_point=exemplars.max_per_data_point or None)
        ),
    ]
    return pipeline.add(
        "otelcol.connector.spanmetrics",
        "span_metrics",
        *(block("dimension", name=d.name, default=d.default or None) for d in span_metrics.dimensions),
        *optional,
        _histogram(span_metrics.histogram),
        block("output", metrics=[metrics]),
        exclude_dimensions=list(span_metrics.exclude_dimensions),
        dimensions_cache_size=span_metrics.dimensions_cache_size,
        aggregation_cardinality_limit=span_metrics.aggregation_cardinality_limit,
        namespace=span_metrics.namespace,
        metrics_expiration=span_metrics.metrics_expiration or None,
        series_expiration=span_metrics.series_expiration or None,
    )["input"]


def _histogram(histogram: Histogram) -> Block:
    """Turned off it is written as such: Alloy makes histograms where the block says nothing, and refuses one that does
    not say which, even so."""
    disable = opposite(histogram.enabled)
    if disable:
        return block("histogram", *because([block("explicit")], histogram.enabled), disable=disable)
    if histogram.type == "explicit":
        buckets = block("explicit", buckets=list(histogram.explicit.buckets))
    else:
        buckets = block("exponential", max_size=histogram.exponential.max_size)
    return block(
        "histogram", *because([buckets], histogram.type, histogram.enabled), disable=disable, unit=histogram.unit
    )


def _transform(options: Connected, transforms: SpanMetricTransforms, pipeline: Pipeline, metrics: Value) -> Ref:
    instance = 'resource.attributes["service.instance.id"]'
    datapoint: list[Value] = [
        _concatenated('set(attributes["collector.id"], "', Name(("constants", "hostname")), '")'),
        *(
            f"set({instance}, {source}) where {instance} == nil and {source} != nil"
            for source in ('resource.attributes["k8s.pod.name"]', 'resource.attributes["k8s.pod.uid"]')
        ),
        *transforms.datapoint,
    ]
    scope = ['set(resource.attributes["source"], "spanmetrics") where name == "spanmetricsconnector"']
    statements: dict[str, list[Value]] = {
        "resource": list(transforms.resource),
        "metric": list(transforms.metric),
        "datapoint": datapoint,
        "scope": list(scope),
    }
    return pipeline.add(
        "otelcol.processor.transform",
        "span_metrics_transform",
        *(block("metric_statements", context=c, statements=found) for c, found in statements.items() if found),
        output(options, {"metrics": [metrics]}),
    )["input"]


def _concatenated(first: Value, *more: Value) -> Expr:
    joined = expression(first)
    for value in more:
        joined = Binary("+", joined, expression(value))
    return joined
