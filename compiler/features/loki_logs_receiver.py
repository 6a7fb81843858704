"""lokiLogsReceiver: log lines that applications push to the collector over Loki's API."""

from collections.abc import Mapping
from typing import Any

from ..graph.build import Value, block
from ..lowering.pipeline import Pipeline
from ..planning.feature_options import FeatureOptions
from ..planning.installation import Context
from ..planning.ports import ReceiverPort, with_ports
from ..planning.telemetry import LOKI_LOGS, Telemetry
from ..values.options import NO_ALLOY, AlloyBody, Text
from .unit import Feature


class LokiLogsReceiver(FeatureOptions):
    """The port to listen on, labels and rules for what arrives there."""

    port: int = 3500
    use_incoming_timestamp: bool = False
    labels: dict[str, Text] = {}
    log_processing_rules: AlloyBody = NO_ALLOY


def emits(options: LokiLogsReceiver) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)


def contribute(options: LokiLogsReceiver, context: Context) -> Mapping[str, Any]:
    return with_ports(context.collector, [ReceiverPort("loki-logs", options.port)])


def lower(options: LokiLogsReceiver, pipeline: Pipeline) -> None:
    receivers = pipeline.destinations("logs")
    if options.log_processing_rules:
        rules = pipeline.add("loki.relabel", "", *options.log_processing_rules, forward_to=receivers)
        receivers = [rules["receiver"]]
    labels: dict[str, Value] = dict(sorted(options.labels.items()))
    pipeline.add(
        "loki.source.api",
        "",
        block("http", listen_address="0.0.0.0", listen_port=options.port),
        use_incoming_timestamp=options.use_incoming_timestamp,
        labels=labels or None,
        forward_to=receivers,
    )


UNIT = Feature(options=LokiLogsReceiver, emits=emits, contribute=contribute, lower=lower)
