"""applicationObservability: the receivers that applications send to, and the ports of the collector they need."""

from collections.abc import Iterator
from typing import Any, Protocol

from ..graph.build import Value, block, when
from ..lowering.pipeline import Pipeline
from ..planning.ports import ReceiverPort
from ..syntax.ast import Block
from ..values.options import Options, Text, unset
from ..values.placed import any_of, as_text, opposite
from ._application_signals import Signals, Targets, output
from ._names import names_of


class ServerParameters(Options):
    max_connection_age: str = ""
    max_connection_age_grace: str = ""
    max_connection_idle: str = ""
    time: str = ""
    timeout: str = ""


class EnforcementPolicy(Options):
    min_time: str = ""
    permit_without_stream: bool = False


class Keepalive(Options):
    server_parameters: ServerParameters = unset(ServerParameters)
    enforcement_policy: EnforcementPolicy = unset(EnforcementPolicy)


class OtlpGrpc(Options):
    enabled: bool = False
    port: int = 4317
    include_metadata: bool = False
    max_received_message_size: Text = "4MiB"
    max_concurrent_streams: int = 0
    read_buffer_size: Text = "512KiB"
    write_buffer_size: Text = "32KiB"
    keepalive: Keepalive = unset(Keepalive)


class OtlpHttp(Options):
    enabled: bool = False
    port: int = 4318
    include_metadata: bool = False
    max_request_body_size: Text = "20MiB"


class Otlp(Options):
    grpc: OtlpGrpc = unset(OtlpGrpc)
    http: OtlpHttp = unset(OtlpHttp)
    include_debug_metrics: bool = False


class JaegerGrpc(Options):
    enabled: bool = False
    port: int = 14250


class JaegerThriftBinary(Options):
    enabled: bool = False
    port: int = 6832


class JaegerThriftCompact(Options):
    enabled: bool = False
    port: int = 6831


class JaegerThriftHttp(Options):
    enabled: bool = False
    port: int = 14268


class Jaeger(Options):
    grpc: JaegerGrpc = unset(JaegerGrpc)
    thrift_binary: JaegerThriftBinary = unset(JaegerThriftBinary)
    thrift_compact: JaegerThriftCompact = unset(JaegerThriftCompact)
    thrift_http: JaegerThriftHttp = unset(JaegerThriftHttp)
    include_debug_metrics: bool = False


class Zipkin(Options):
    enabled: bool = False
    port: int = 9411
    include_debug_metrics: bool = False


class Receivers(Options):
    """What listens for telemetry of applications; each is off unless turned on."""

    otlp: Otlp = unset(Otlp)
    jaeger: Jaeger = unset(Jaeger)
    zipkin: Zipkin = unset(Zipkin)


def ports(receivers: Receivers) -> Iterator[ReceiverPort]:
    """The ports of the receivers that are on, named as the chart names them."""
    otlp, jaeger, zipkin = receivers.otlp, receivers.jaeger, receivers.zipkin
    known = (
        (otlp.grpc, "otlp-grpc", "TCP", "grpc"),
        (otlp.http, "otlp-http", "TCP", "http"),
        (zipkin, "zipkin", "TCP", "http"),
        (jaeger.grpc, "jaeger-grpc", "TCP", "grpc"),
        (jaeger.thrift_binary, "jaeger-binary", "UDP", ""),
        (jaeger.thrift_compact, "jaeger-compact", "UDP", ""),
        (jaeger.thrift_http, "jaeger-http", "TCP", "http"),
    )
    for receiver, name, protocol, application_protocol in known:
        if receiver.enabled:
            yield ReceiverPort(name, receiver.port, protocol, application_protocol)


def protocols(receivers: Receivers) -> str:
    """The receivers that are on, as release info calls them: Jaeger's before Zipkin's."""
    otlp, jaeger = receivers.otlp, _jaeger_protocols(receivers.jaeger)
    named: dict[str, Any] = {"otlpgrpc": otlp.grpc, "otlphttp": otlp.http}
    named |= {f"jaeger{name.replace('_', '')}": protocol for name, protocol in jaeger.items()}
    return names_of({**named, "zipkin": receivers.zipkin})


class Received(Signals, Protocol):
    """The options of the feature that receivers need."""

    @property
    def receivers(self) -> Receivers: ...


def lower_receivers(options: Received, pipeline: Pipeline, first: Value) -> None:
    """The receivers that are on. They feed `first`, the component that telemetry goes through before all others."""
    receivers = options.receivers
    traces: Targets = {"traces": [first]}
    otlp = any_of(receivers.otlp.grpc.enabled, receivers.otlp.http.enabled)
    if otlp:
        lower_otlp(options, pipeline.because(otlp), {"metrics": [first], "logs": [first], "traces": [first]})
    jaeger = any_of(*(protocol.enabled for protocol in _jaeger_protocols(receivers.jaeger).values()))
    if jaeger:
        lower_jaeger(options, pipeline.because(jaeger), traces)
    if receivers.zipkin.enabled:
        pipeline.because(receivers.zipkin.enabled).add(
            "otelcol.receiver.zipkin",
            "receiver",
            _debug_metrics(receivers.zipkin.include_debug_metrics),
            output(options, traces),
            endpoint=_listen(receivers.zipkin.port),
        )


def lower_otlp(options: Received, pipeline: Pipeline, targets: Targets) -> None:
    otlp = options.receivers.otlp
    http = block(
        "http",
        endpoint=_listen(otlp.http.port),
        include_metadata=otlp.http.include_metadata,
        max_request_body_size=otlp.http.max_request_body_size,
    )
    listening = [*when(otlp.grpc.enabled, _otlp_grpc(otlp.grpc)), *when(otlp.http.enabled, http)]
    debug_metrics = _debug_metrics(otlp.include_debug_metrics)
    pipeline.add("otelcol.receiver.otlp", "receiver", *listening, debug_metrics, output(options, targets))


def _otlp_grpc(grpc: OtlpGrpc) -> Block:
    return block(
        "grpc",
        *_keepalive(grpc.keepalive),
        endpoint=_listen(grpc.port),
        include_metadata=grpc.include_metadata,
        max_recv_msg_size=grpc.max_received_message_size,
        max_concurrent_streams=grpc.max_concurrent_streams or None,
        read_buffer_size=grpc.read_buffer_size,
        write_buffer_size=grpc.write_buffer_size,
    )


def _keepalive(keepalive: Keepalive) -> Iterator[Block]:
    """Each setting of its own opens its block: the reference asks for another setting beside some of them."""
    server, policy = keepalive.server_parameters, keepalive.enforcement_policy
    blocks = [
        block(
            "server_parameters",
            max_connection_age=server.max_connection_age or None,
            max_connection_age_grace=server.max_connection_age_grace or None,
            max_connection_idle=server.max_connection_idle or None,
            time=server.time or None,
            timeout=server.timeout or None,
        ),
        block(
            "enforcement_policy",
            min_time=policy.min_time or None,
            permit_without_stream=policy.permit_without_stream or None,
        ),
    ]
    needed = [inner for inner in blocks if inner.body]
    if needed:
        yield block("keepalive", *needed)


def _jaeger_protocols(jaeger: Jaeger) -> dict[str, Any]:
    return {
        "grpc": jaeger.grpc,
        "thrift_binary": jaeger.thrift_binary,
        "thrift_compact": jaeger.thrift_compact,
        "thrift_http": jaeger.thrift_http,
    }


def lower_jaeger(options: Received, pipeline: Pipeline, targets: Targets) -> None:
    jaeger = options.receivers.jaeger
    listening = [
        statement
        for name, protocol in _jaeger_protocols(jaeger).items()
        for statement in when(protocol.enabled, block(name, endpoint=_listen(protocol.port)))
    ]
    pipeline.add(
        "otelcol.receiver.jaeger",
        "receiver",
        block("protocols", *listening),
        _debug_metrics(jaeger.include_debug_metrics),
        output(options, targets),
    )


def _listen(port: int) -> str:
    return "0.0.0.0:" + as_text(port)


def _debug_metrics(included: bool) -> Block:
    return block("debug_metrics", disable_high_cardinality_metrics=opposite(included))
