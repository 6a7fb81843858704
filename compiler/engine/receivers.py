"""Where a configuration is given data: sources that are pushed to, at ports of ours, and some of our own."""

from __future__ import annotations

from dataclasses import replace

from ..catalog.behaviour import kind
from ..graph.build import attributes, block
from ..graph.component import Component
from ..syntax.ast import Array, Attribute, Body
from .ends import ADDED, Receiver, added, with_arguments
from .process import free_port
from .server import HOST

_TAKING = {"metrics": "prometheus.receive_http", "logs": "loki.source.api", "profiles": "pyroscope.receive_http"}


def own_receiver(component: Component) -> Receiver:
    """Where a component is given data: at a port of its own, if it is pushed to; else one is added beside it."""
    name, about = component.kind, kind(component.kind)
    if (name.startswith("otelcol.receiver.") and about.role == "source") or name in _TAKING.values():
        return Receiver(component, free_port())
    otlp = name.startswith("otelcol.")
    made = "otelcol.receiver.otlp" if otlp else _TAKING[min(about.takes or about.gives)]
    return Receiver(added(component, made, (), 3), free_port(), component)


def at_own_port(component: Component, receiver: Receiver) -> Component:
    """A source that is pushed to, at a port of ours."""
    name = component.kind
    output = tuple(s for s in component.body if s.name in ("output", "forward_to"))
    if name.startswith("otelcol.receiver."):
        listens = block("http", endpoint=f"{HOST}:{receiver.port}")
        return replace(component, kind="otelcol.receiver.otlp").with_body((listens, *output))
    servers = _servers(receiver.port)
    changed = with_arguments(component, {}, ("http", "grpc", "graceful_shutdown_timeout"))
    return changed.with_body((*changed.body, *servers))


def _servers(port: int) -> Body:
    return (
        block("http", listen_address=HOST, listen_port=port),
        block("grpc", listen_address=HOST, listen_port=0),
    )


def beside(component: Component, receiver: Receiver) -> Component:
    """A source of ours that feeds what a source feeds, or another component itself."""
    if kind(component.kind).role == "source":
        fed = tuple(s for s in component.body if s.name in ("output", "forward_to"))
    else:
        entry = component[min(kind(component.kind).inputs)]
        signals = sorted(kind(component.kind).takes)
        fed = (Attribute("forward_to", Array((entry,))),)
        if entry.export == "input":
            fed = (block("output", **{signal: [entry] for signal in signals}),)
    made = receiver.component
    if made.kind == "otelcol.receiver.otlp":
        body: Body = (block("http", endpoint=f"{HOST}:{receiver.port}"), *fed)
    else:
        own = attributes({"use_incoming_timestamp": True}) if made.kind == "loki.source.api" else ()
        body = (*own, *fed, *_servers(receiver.port))
    return replace(made, origin=replace(component.origin, role=ADDED)).with_body(body)
