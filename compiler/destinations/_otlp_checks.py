"""Faults of a destination of type otlp: protocol, Grafana Cloud's addresses, queue, token endpoint."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..report.diagnostics import Diagnostic, dotted, nearest
from ._otlp_exporter import SIGNALS
from ._otlp_options import Otlp, SendingQueue
from .unit import DestinationContext

TEMPO = re.compile(r"tempo-[^.]+\.grafana\.net")
GATEWAY = re.compile(r"otlp-gateway-[^.]+\.grafana\.net")


def check_protocol(options: Otlp, context: DestinationContext) -> Iterator[Diagnostic]:
    if options.protocol not in ("grpc", "http"):
        yield Diagnostic("unknown-value", f"`{options.protocol}` is no protocol of OTLP", context.at("protocol"),
                         "write `grpc` or `http`", meant=nearest(options.protocol, ("grpc", "http")))  # fmt: skip
    if options.protocol == "grpc":
        for signal in SIGNALS:
            wanted = getattr(options, signal)
            if wanted.path and wanted.enabled:
                yield Diagnostic("unsupported-option", f"gRPC has no paths, but `{context.name}` has one for {signal}",
                                 context.at(signal, "path"), "set `protocol: http`")  # fmt: skip
        if options.proxy_url:
            yield Diagnostic("unsupported-option", f"`{context.name}` cannot use `proxyURL` with gRPC",
                             context.at("proxyURL"), "set `protocol: http`, or give the collector the variable "
                             "HTTPS_PROXY in `alloy.extraEnv`")  # fmt: skip


def check_grafana_cloud(options: Otlp, context: DestinationContext) -> Iterator[Diagnostic]:
    """Grafana Cloud has an address for traces by gRPC, and one for everything by HTTP."""
    tempo, gateway = TEMPO.search(options.url), GATEWAY.search(options.url)
    if options.protocol_validation:
        for found, protocol in ((gateway, "http"), (tempo, "grpc")):
            if found and options.protocol != protocol:
                yield Diagnostic("wrong-protocol", f"`{found[0]}` of `{context.name}` speaks {protocol}",
                                 context.at("protocol"), f"set `protocol: {protocol}`")  # fmt: skip
    if not tempo:
        return
    for signal, wanted in (("metrics", False), ("logs", False), ("traces", True)):
        if getattr(options, signal).enabled != wanted:
            takes = "takes" if wanted else "does not take"
            yield Diagnostic("unsupported-signal", f"`{tempo[0]}` of `{context.name}` {takes} {signal}",
                             context.at(signal, "enabled"),
                             f"set `{signal}: {{enabled: {str(wanted).lower()}}}`")  # fmt: skip


def check_signals(options: Otlp, context: DestinationContext) -> Iterator[Diagnostic]:
    """Statements and conditions for a signal that is not sent."""
    for section in ("transform", "filters"):
        for signal in SIGNALS:
            written = getattr(getattr(options.processors, section), signal).model_fields_set
            if written and not getattr(options, signal).enabled:
                at = context.at("processors", section, signal)
                message = f"`{dotted(at)}` has no effect: {signal} are not sent to `{context.name}`"
                yield Diagnostic("unused-option", message, at, f"take it out, or `{signal}: {{enabled: false}}`",
                                 "warning", about_key=True)  # fmt: skip


def check_queue(queue: SendingQueue, context: DestinationContext) -> Iterator[Diagnostic]:
    batch = queue.batch
    if not (queue.enabled and batch.enabled):
        return
    for key, value, example in (
        ("sizer", batch.sizer, "bytes"),
        ("flushTimeout", batch.flush_timeout, "200ms"),
        ("minSize", batch.min_size, "1000"),
        ("maxSize", batch.max_size, "5000"),
    ):
        if not value:
            yield Diagnostic("missing-key", f"the queue of `{context.name}` makes batches, which needs `{key}`",
                             context.at("sendingQueue", "batch"), f"add `{key}: {example}`",
                             about_key=True)  # fmt: skip
    if batch.sizer and batch.sizer not in ("bytes", "items"):
        yield Diagnostic("unknown-value", f"`{batch.sizer}` is no measure of a batch",
                         context.at("sendingQueue", "batch", "sizer"), "write `bytes` or `items`")  # fmt: skip
    if batch.min_size and batch.max_size and batch.min_size >= batch.max_size:
        yield Diagnostic("wrong-order", f"`minSize` of `{context.name}` is not less than `maxSize`",
                         context.at("sendingQueue", "batch", "minSize"), "make `maxSize` larger")  # fmt: skip


def check_oauth2(options: Otlp, context: DestinationContext) -> Iterator[Diagnostic]:
    """Alloy's component for OAuth 2.0 in OpenTelemetry cannot use a proxy, though the chart has options for it."""
    oauth2 = options.auth.oauth2
    proxies = {
        "proxyURL": oauth2.proxy_url,
        "noProxy": oauth2.no_proxy,
        "proxyConnectHeader": oauth2.proxy_connect_header,
        "proxyFromEnvironment": oauth2.proxy_from_environment,
    }
    for key, value in proxies.items():
        if value and options.auth.type == "oauth2":
            yield Diagnostic("unsupported-option", f"`{context.name}` cannot fetch its token through a proxy",
                             context.at("auth", "oauth2", key), "take it out; give the collector the variable "
                             "HTTPS_PROXY in `alloy.extraEnv`")  # fmt: skip
