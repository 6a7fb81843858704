"""destinations.NAME, type loki-stdout: logs, to the collector's own standard output."""

from collections.abc import Mapping

from ..graph.build import Value
from ..lowering.pipeline import Pipeline
from ..planning.telemetry import LOKI_LOGS, OTLP_LOGS, Signal, Telemetry
from ..values.options import NO_ALLOY, AlloyBody
from .unit import DestinationOptions, DestinationType


class LokiStdout(DestinationOptions):
    """The log of the collector itself. Lines go through the rules, then through the stages."""

    log_processing_rules: AlloyBody = NO_ALLOY
    log_processing_stages: AlloyBody = NO_ALLOY


def ecosystem(options: LokiStdout) -> str:
    return "loki"


def signals(options: LokiStdout) -> frozenset[Signal]:
    return frozenset({"logs"})


def lower(options: LokiStdout, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    receiver = pipeline.add_entry("loki.echo")["receiver"]
    if options.log_processing_stages:
        process = pipeline.add_entry("loki.process", "", *options.log_processing_stages, forward_to=[receiver])
        receiver = process["receiver"]
    if options.log_processing_rules:
        relabel = pipeline.add_entry("loki.relabel", "", *options.log_processing_rules, forward_to=[receiver])
        receiver = relabel["receiver"]
    converter = pipeline.add_entry("otelcol.exporter.loki", forward_to=[receiver])
    return {LOKI_LOGS: receiver, OTLP_LOGS: converter["input"]}


UNIT = DestinationType(
    options=LokiStdout,
    ecosystem=ecosystem,
    signals=signals,
    lower=lower,
)
