"""The end of an otlp destination: batches, memory limit, exporter and authentication. Satellites use it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..graph.build import Value, attributes, block, expression, plain, when
from ..graph.component import Component
from ..lowering.endpoint import keyed, tls_config, url
from ..lowering.pipeline import Pipeline
from ..lowering.secrets import Secrets
from ..planning.telemetry import Signal
from ..syntax.ast import Binary, Block
from ..values.secrets import authentication_type
from ._otlp_options import AssumeRole, Otlp, OtlpTls, SendingQueue

SIGNALS: tuple[Signal, ...] = ("metrics", "logs", "traces")


def outputs(options: Otlp, receivers: Mapping[Signal, list[Value]] | list[Value]) -> Block:
    """The block `output` for the signals that the destination takes, each with its receivers or all with the same."""
    given = receivers if isinstance(receivers, Mapping) else dict.fromkeys(SIGNALS, receivers)
    switches = {signal: getattr(options, signal).enabled for signal in SIGNALS}
    return block("output", *(a for s in SIGNALS for a in when(switches[s], *attributes({s: given[s]}))))


def lower_exporter(options: Otlp, pipeline: Pipeline) -> Value:
    """Adds batch, memory limiter and exporter, those that are on. Gives the receiver of the first of them."""
    receiver = exporter(options, pipeline)
    limiter = options.processors.memory_limiter
    if limiter.enabled:
        receiver = pipeline.because(limiter.enabled).add_entry(
            "otelcol.processor.memory_limiter",
            "",
            outputs(options, [receiver]),
            check_interval=limiter.check_interval,
            limit=limiter.limit,
        )["input"]
    batch = options.processors.batch
    if batch.enabled:
        receiver = pipeline.because(batch.enabled).add_entry(
            "otelcol.processor.batch",
            "",
            outputs(options, [receiver]),
            timeout=batch.timeout,
            send_batch_size=batch.size,
            send_batch_max_size=batch.max_size,
        )["input"]
    return receiver


def exporter(options: Otlp, pipeline: Pipeline) -> Value:
    """The exporter, gRPC or HTTP."""
    secrets = pipeline.secrets(options, options.name or str(pipeline.path[-1]))
    by_http = options.protocol == "http"
    retry = options.retry_on_failure
    endpoints = {f"{s}_endpoint": _endpoint(options, s) for s in SIGNALS} if by_http else {}
    return pipeline.add_entry(
        "otelcol.exporter.otlphttp" if by_http else "otelcol.exporter.otlp",
        "",
        client(options, secrets, pipeline),
        block(
            "retry_on_failure",
            enabled=retry.enabled,
            initial_interval=retry.initial_interval,
            max_interval=retry.max_interval,
            max_elapsed_time=retry.max_elapsed_time,
        ),
        sending_queue(options.sending_queue),
        timeout=None if by_http else options.timeout or None,
        **endpoints,
    )["input"]


def _endpoint(options: Otlp, signal: Signal) -> Value:
    """The endpoint of a signal that has a path of its own."""
    wanted = getattr(options, signal)
    path: str = wanted.path.removeprefix("/")
    if not wanted.enabled or not path:
        return None
    if options.url_from is not None:
        return Binary("+", options.url_from, expression("/" + path))
    return options.url.removesuffix("/") + "/" + path


def client(options: Otlp, secrets: Secrets, pipeline: Pipeline) -> Block:
    """Where and how to send."""
    tenant = {"X-Scope-OrgID": secrets.read("tenant_id", nonsensitive=True)} if secrets.has("tenant_id") else {}
    by_http = options.protocol == "http"
    return block(
        "client",
        *tls(options, secrets),
        timeout=options.timeout or None if by_http else None,
        endpoint=url(options.url, options.url_from),
        proxy_url=options.proxy_url or None,
        auth=authentication(options, secrets, pipeline),
        headers={**tenant, **keyed(options.extra_headers, options.extra_headers_from)} or None,
        read_buffer_size=options.read_buffer_size or None,
        write_buffer_size=options.write_buffer_size or None,
    )


def tls(options: Otlp, secrets: Secrets) -> Iterator[Block]:
    if isinstance(options.tls, OtlpTls):
        yield tls_config(options.tls, secrets, "tls", "tls", insecure=options.tls.insecure)


def sending_queue(queue: SendingQueue) -> Block:
    batch = [
        block(
            "batch",
            sizer=queue.batch.sizer,
            flush_timeout=queue.batch.flush_timeout,
            min_size=queue.batch.min_size,
            max_size=queue.batch.max_size,
        )
    ]
    return block(
        "sending_queue",
        *when(queue.batch.enabled, *batch),
        enabled=queue.enabled,
        block_on_overflow=queue.block_on_overflow or None,
        wait_for_result=queue.wait_for_result or None,
        num_consumers=queue.num_consumers or None,
        queue_size=queue.queue_size or None,
        sizer=None if queue.batch.enabled else queue.sizer or None,
        storage=queue.storage,
    )


def authentication(options: Otlp, secrets: Secrets, pipeline: Pipeline) -> Value:
    """Adds the component that authenticates, if any. Gives its handler."""
    match authentication_type(options):
        case "basic":
            username = secrets.read("auth.username", nonsensitive=True)
            basic = pipeline.add("otelcol.auth.basic", username=username, password=secrets.read("auth.password"))
            return basic["handler"]
        case "bearerToken":
            token = secrets.read("auth.bearer_token")
            if options.auth.bearer_token_file:
                token = pipeline.add("local.file", filename=options.auth.bearer_token_file)["content"]
            return pipeline.add("otelcol.auth.bearer", token=token)["handler"]
        case "oauth2":
            return _oauth2(options, secrets, pipeline)["handler"]
        case "sigv4":
            own, documented = options.auth.sigv4, options.secret.sigv4
            role = assume_role(own.assume_role, documented.assume_role)
            region, service = (getattr(own, name) or getattr(documented, name) for name in ("region", "service"))
            return pipeline.add("otelcol.auth.sigv4", "", *role, region=region or None, service=service or None)[
                "handler"
            ]
    return None


def _oauth2(options: Otlp, secrets: Secrets, pipeline: Pipeline) -> Component:
    given = options.auth.oauth2
    file = given.client_secret_file or None
    # Here, unlike in the client of prometheus.remote_write, each parameter has a list of values.
    parameters = {
        key: [plain(v)] if isinstance(v, str) else plain(v) for key, v in sorted(given.endpoint_params.items())
    }
    return pipeline.add(
        "otelcol.auth.oauth2",
        "",
        *([] if given.tls is None else [tls_config(given.tls, secrets, "auth.oauth2.tls", "tls")]),
        client_id=secrets.read_if_given("auth.oauth2.client_id", nonsensitive=True),
        client_secret=None if file else secrets.read_if_given("auth.oauth2.client_secret"),
        client_secret_file=file,
        endpoint_params=dict(sorted(parameters.items())) or None,
        scopes=plain(given.scopes) or None,
        token_url=given.token_url or None,
    )


def assume_role(own: AssumeRole, documented: AssumeRole) -> Iterator[Block]:
    values = {
        name: getattr(own, name) or getattr(documented, name) or None for name in ("arn", "session_name", "sts_region")
    }
    if any(values.values()):
        yield block("assume_role", **values)
