"""destinations.NAME, type loki: logs, pushed; OpenTelemetry logs are converted on the way in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from ..credentials import check_credentials
from ..diagnostics import Diagnostic
from ..endpoint import authentication, bearer_token, keyed, proxies, tls_config, url
from ..graph.build import Value, block
from ..names import escape_label
from ..options import NO_ALLOY, AlloyBody, AlloyExpression, Options, Text
from ..pipeline import Pipeline
from ..secrets import Auth, Secret, Secrets, Tls
from ..syntax.ast import Block
from ..telemetry import LOKI_LOGS, OTLP_LOGS, Signal, Telemetry
from . import DestinationContext, DestinationOptions


class WriteAheadLog(Options):
    enabled: bool = False
    drain_timeout: str = "30s"
    min_read_frequency: str = "250ms"
    max_read_frequency: str = "1s"
    max_segment_age: str = "1h"


class Loki(DestinationOptions):
    """A Loki push endpoint."""

    url: str = ""
    url_from: AlloyExpression = None
    timeout: str = ""
    retry_on_http429: bool = Field(default=True, alias="retryOnHttp429")
    proxy_url: str = Field(default="", alias="proxyURL")
    no_proxy: str = ""
    proxy_connect_header: dict[str, Any] = {}
    proxy_from_environment: bool = False
    tenant_id: Text = ""
    tenant_id_key: str = "tenantId"
    tenant_id_from: AlloyExpression = None
    extra_headers: dict[str, Text] = {}
    extra_headers_from: dict[str, AlloyExpression] = {}
    extra_labels: dict[str, Text] = {}
    extra_labels_from: dict[str, AlloyExpression] = {}
    cluster_labels: list[str] = ["cluster", "k8s.cluster.name"]
    log_processing_stages: AlloyBody = NO_ALLOY
    min_backoff_period: str = "500ms"
    max_backoff_period: str = "5m"
    max_backoff_retries: int = 10
    batch_size: str = ""
    batch_wait: str = ""
    write_ahead_log: WriteAheadLog = WriteAheadLog()
    auth: Auth = Auth()
    secret: Secret = Secret()
    tls: Tls | None = Tls()


OPTIONS = Loki
SECRETS = (
    "tenant_id", "auth.username", "auth.password", "auth.bearer_token", "auth.oauth2.client_id",
    "auth.oauth2.client_secret", "auth.oauth2.tls.ca", "auth.oauth2.tls.cert", "auth.oauth2.tls.key",
    "tls.ca", "tls.cert", "tls.key",
)  # fmt: skip


def ecosystem(options: Loki) -> str:
    return "loki"


def signals(options: Loki) -> frozenset[Signal]:
    return frozenset({"logs"})


def check(options: Loki, context: DestinationContext) -> Iterator[Diagnostic]:
    yield from check_credentials(options, SECRETS, context.at())


def lower(options: Loki, pipeline: Pipeline) -> Mapping[Telemetry, Value]:
    secrets = pipeline.secrets(options, SECRETS, options.name or str(pipeline.path[-1]))
    cluster = {escape_label(label): pipeline.installation.cluster_name for label in options.cluster_labels}
    receiver = pipeline.add_entry(
        "loki.write",
        "",
        endpoint(options, secrets),
        *write_ahead_log(options.write_ahead_log),
        external_labels={**cluster, **keyed(options.extra_labels, options.extra_labels_from)},
    )["receiver"]
    if options.log_processing_stages:
        process = pipeline.add_entry("loki.process", "", *options.log_processing_stages, forward_to=[receiver])
        receiver = process["receiver"]
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
        max_backoff_retries=str(options.max_backoff_retries),  # Alloy takes both, the chart writes text
    )


def write_ahead_log(wal: WriteAheadLog) -> Iterator[Block]:
    if wal.enabled:
        yield block(
            "wal",
            enabled=True,
            drain_timeout=wal.drain_timeout,
            min_read_frequency=wal.min_read_frequency,
            max_read_frequency=wal.max_read_frequency,
            max_segment_age=wal.max_segment_age,
        )
