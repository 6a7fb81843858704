"""Where data leave a configuration: the same sinks, which send to us."""

from __future__ import annotations

from dataclasses import replace

from ..catalog.behaviour import kind
from ..graph.build import attributes, block
from ..graph.component import Component
from ..simulate.sinks import tenants
from ..syntax.ast import Attribute, Block, Body, Statement
from .ends import AT_ONCE, Ends
from .server import HOST, TENANT


def local_sink(component: Component, ends: Ends) -> Component:
    """Sends to us: at once, in plain HTTP, as whom it would."""
    url = f"{ends.url}/sink/{ends.place(component)}"
    name = local_kind(component)
    if name == "otelcol.exporter.otlphttp":
        if component.id in ends.satellites:
            url = f"http://{HOST}:{ends.satellites[component.id]}"
        client = block("client", endpoint=url, compression="none")
        encoding = attributes({"encoding": "json"})
        return replace(component, kind=name).with_body((*encoding, client))
    labels = tuple(s for s in component.body if s.name == "external_labels")
    endpoints = [s for s in component.body if isinstance(s, Block) and s.name == "endpoint"]
    known = tenants(ends.simulation, component) if endpoints else [""]
    local = [
        _endpoint(name, f"{url}.{index}", endpoint.body, tenant)
        for index, (endpoint, tenant) in enumerate(zip(endpoints or [block("endpoint")], known, strict=True))
    ]
    return replace(component, kind=name).with_body((*labels, *local))


_PATHS = {"prometheus.remote_write": "/api/v1/write", "loki.write": "/loki/api/v1/push", "pyroscope.write": ""}


def _endpoint(name: str, url: str, written: Body, tenant: str | None) -> Block:
    """An endpoint of a sink: the rules and who it is stay. A tenant that nobody knows is nobody."""
    inner: list[Statement] = [s for s in written if s.name in ("write_relabel_config", "send_native_histograms")]
    if tenant:
        of_loki = any(s.name == "tenant_id" for s in written)
        said = {"tenant_id": tenant} if of_loki else {"headers": {TENANT: tenant}}
        inner[:0] = attributes(said)
    match name:
        case "prometheus.remote_write":
            waits = [block("queue_config", batch_send_deadline=AT_ONCE), block("metadata_config", send=False)]
        case "loki.write":
            waits = list(attributes({"batch_wait": AT_ONCE}))  # type: ignore[arg-type]
        case _:
            waits = []
    own, blocks = ([s for s in (*inner, *waits) if isinstance(s, of)] for of in (Attribute, Block))
    return block("endpoint", *own, *blocks, url=url + _PATHS[name])


def local_kind(component: Component) -> str:
    """What a sink is while it sends to us."""
    takes = kind(component.kind)
    if "input" in takes.inputs:
        return "otelcol.exporter.otlphttp"
    by_signal = {"metrics": "prometheus.remote_write", "logs": "loki.write", "profiles": "pyroscope.write"}
    return by_signal[min(takes.takes)]
