"""destinations.NAME, type loki: logs, pushed; OpenTelemetry logs are converted on the way in."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from ..graph.build import Value, block
from ..lowering.endpoint import authentication, bearer_token, keyed, proxies, tls_config, url
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..lowering.stages import static_labels
from ..planning.credentials import check_address, check_credentials
from ..planning.telemetry import LOKI_LOGS, OTLP_LOGS, Signal, Telemetry
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block
from ..values.options import NO_ALLOY, AlloyBody, Options, unset
from ..values.placed import as_text
from ._push import PushOptions, cluster_labels, external_labels
from .unit import DestinationContext, DestinationType


class WriteAheadLog(Options):
    enabled: bool = False
    drain_timeout: str = "30s"
    min_read_frequency: str = "250ms"
    max_read_frequency: str = "1s"
    max_segment_age: str = "1h"


class Loki(PushOptions):
    """A Loki push endpoint."""

    timeout: str = ""
    retry_on_http429: bool = Field(default=True, alias="retryOnHttp429")
    log_processing_stages: AlloyBody = NO_ALLOY
    min_backoff_period: str = "500ms"
    max_backoff_period: str = "5m"
    max_backoff_retries: int = 10
    batch_size: str = ""
    batch_wait: str = ""
    write_ahead_log: WriteAheadLog = unset(WriteAheadLog)


def ecosystem(options: Loki) -> str:
    return "loki"


def signals(options: Loki) -> frozenset[Signal]:
    return frozenset({"logs"})


def check(options: Loki, context: DestinationContext) -> Iterator[Diagnostic]:
    yield from check_address(options, context.at())
    yield from check_credentials(options, context.at())


def lower(options: Loki, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    secrets = pipeline.secrets(options, options.name or str(pipeline.path[-1]))
    receiver = pipeline.add_entry(
        "loki.write",
        "",
        endpoint(options, secrets),
        *write_ahead_log(options.write_ahead_log),
        external_labels=external_labels(options, pipeline.installation),
    )["receiver"]
    labels = cluster_labels(options, pipeline.installation)
    if options.log_processing_stages or (labels and options.overwrite_cluster_label):
        # Where there are stages of the user's, the chart overwrites the labels whatever `overwriteClusterLabel` says.
        stages = [*([static_labels(labels)] if labels else []), *options.log_processing_stages]
        receiver = pipeline.add_entry("loki.process", "", *stages, forward_to=[receiver])["receiver"]
    converter = pipeline.add_entry("otelcol.exporter.loki", forward_to=[receiver])
    return {LOKI_LOGS: receiver, OTLP_LOGS: converter["input"]}


def endpoint(options: Loki, secrets: Secrets) -> Block:
    """Where and how to push."""
    return block(
        "endpoint",
        *authentication(secrets),
        *([] if options.tls is None else [tls_config(options.tls, secrets, "tls")]),
        url=url(options.url, options.url_from),
        remote_timeout=options.timeout or None,
        retry_on_http_429=options.retry_on_http429,
        tenant_id=secrets.read_if_given("tenant_id", nonsensitive=True),
        batch_size=options.batch_size or None,
        batch_wait=options.batch_wait or None,
        headers=keyed(options.extra_headers, options.extra_headers_from) or None,
        **proxies(options),
        **bearer_token(secrets),
        min_backoff_period=options.min_backoff_period,
        max_backoff_period=options.max_backoff_period,
        max_backoff_retries=as_text(options.max_backoff_retries),  # Alloy takes both, the chart writes text
    )


def write_ahead_log(wal: WriteAheadLog) -> Iterator[Block]:
    if wal.enabled:
        yield block(
            "wal",
            enabled=wal.enabled,
            drain_timeout=wal.drain_timeout,
            min_read_frequency=wal.min_read_frequency,
            max_read_frequency=wal.max_read_frequency,
            max_segment_age=wal.max_segment_age,
        )


UNIT = DestinationType(
    options=Loki,
    ecosystem=ecosystem,
    signals=signals,
    check=check,
    lower=lower,
)
