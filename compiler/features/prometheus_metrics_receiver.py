"""prometheusMetricsReceiver: metrics that applications push to the collector by Prometheus' remote write."""

from collections.abc import Mapping
from typing import Any

from ..graph.build import block
from ..lowering.pipeline import Pipeline
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.ports import ReceiverPort, with_ports
from ..planning.telemetry import PROMETHEUS_METRICS, Telemetry
from ..values.options import NO_ALLOY, AlloyBody
from ..values.placed import as_text
from .unit import Feature


class PrometheusMetricsReceiver(FeatureOptions):
    """The port to listen on, and rules for what arrives there."""

    port: int = 9090
    metric_processing_rules: AlloyBody = NO_ALLOY


def emits(options: PrometheusMetricsReceiver) -> tuple[Telemetry, ...]:
    return (PROMETHEUS_METRICS,)


def contribute(options: PrometheusMetricsReceiver, context: Context) -> Mapping[str, Any]:
    return with_ports(context.collector, [ReceiverPort("metrics", options.port)])


def lower(options: PrometheusMetricsReceiver, pipeline: Pipeline) -> None:
    receivers = pipeline.destinations("metrics")
    if options.metric_processing_rules:
        rules = pipeline.add("prometheus.relabel", "", *options.metric_processing_rules, forward_to=receivers)
        receivers = [rules["receiver"]]
    # The chart writes the port as text, which Alloy converts; configurations are compared with the chart's.
    listen = block("http", listen_address="0.0.0.0", listen_port=as_text(options.port))
    pipeline.add("prometheus.receive_http", "", listen, forward_to=receivers)


UNIT = Feature(options=PrometheusMetricsReceiver, emits=emits, contribute=contribute, lower=lower)
