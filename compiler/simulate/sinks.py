"""Where data arrive: what a sink makes of a datum, for each of its endpoints.

Source: grafana/alloy internal/component/loki/write, common/loki/client, pyroscope/write, prometheus/remotewrite;
prometheus/prometheus storage/remote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from ..graph.component import Component
from ..syntax.ast import Attribute, Block, Object
from .data import Datum, Line, Profile, Series
from .evaluate import argument, blocks, evaluate
from .relabel import Rules, relabel
from .trace import Record, Step, Unknown

if TYPE_CHECKING:
    from .simulation import Simulation

Sink: TypeAlias = Callable[["Simulation", Component, Datum, Record | None], Iterator[Datum]]

_TENANT = "X-Scope-OrgID"


def sink_of(kind: str) -> Sink | None:
    """What a component of this kind makes of a datum that it is given; None where it is no sink."""
    if kind in SINKS:
        return SINKS[kind]
    sends = kind.startswith("otelcol.exporter.") and kind not in _BRIDGES
    return _as_it_is if sends else None


_BRIDGES = ("otelcol.exporter.loki", "otelcol.exporter.prometheus")


def _as_it_is(simulation: Simulation, component: Component, datum: Datum, record: Record | None) -> Iterator[Datum]:
    yield datum


def _endpoints(simulation: Simulation, component: Component) -> list[tuple[Block, str | None, Rules]]:
    """The endpoints of a sink, each with its tenant and its rules."""

    def find() -> list[tuple[Block, str | None, Rules]]:
        return [
            (
                endpoint,
                _tenant(simulation, endpoint),
                simulation.compile_rules(endpoint.body, "prometheus", "write_relabel_config"),
            )
            for endpoint in blocks(component.body, "endpoint")
        ]

    return simulation.once("endpoints", component, find)


def tenants(simulation: Simulation, component: Component) -> list[str | None]:
    """Whom each endpoint of a sink sends as; None where it is known only to Alloy."""
    return [_tenant(simulation, endpoint) for endpoint in blocks(component.body, "endpoint")]


def _tenant(simulation: Simulation, endpoint: Block) -> str | None:
    """Whom an endpoint sends as; None where it is known only to Alloy."""
    try:
        named = argument(endpoint.body, "tenant_id", "", simulation.lookup)
        return str(named or _header(simulation, endpoint))
    except Unknown:
        return None


def _header(simulation: Simulation, endpoint: Block) -> Any:
    for statement in endpoint.body:
        if isinstance(statement, Attribute) and statement.name == "headers" and isinstance(statement.value, Object):
            for field in statement.value.fields:
                if field.key.lower() == _TENANT.lower():
                    return evaluate(field.value, simulation.lookup)
    return ""


def _external(simulation: Simulation, component: Component) -> Mapping[str, str]:
    return simulation.once("external", component, lambda: simulation.argument(component, "external_labels", {}))


def _remote_write(simulation: Simulation, component: Component, datum: Datum, record: Record | None) -> Iterator[Datum]:
    """External labels where the series has none of that name, then the rules of the endpoint."""
    if not isinstance(datum, Series):
        raise Unknown(f"`{component.name}` takes series")
    labels = {**_external(simulation, component), **datum.labels}
    ready = Series(labels, datum.value, datum.timestamp)
    if record is not None and labels != datum.labels:
        record(Step(component, None, datum, (ready,)))
    for _, tenant, rules in _endpoints(simulation, component):
        kept = relabel(rules, labels, told(component, ready, record)) if rules.rules else labels
        if kept:
            yield Series(kept, datum.value, datum.timestamp, tenant)


def told(component: Component, datum: Datum, record: Record | None) -> Any:
    """A recorder of rules that tells steps of a datum."""
    if record is None or not isinstance(datum, Series | Line | Profile):
        return None

    def tell(rule: Block, before: Mapping[str, str], after: Mapping[str, str] | None) -> None:
        out = () if after is None else (replace(datum, labels=after),)
        record(Step(component, rule, replace(datum, labels=before), out))

    return tell


def _loki_write(simulation: Simulation, component: Component, datum: Datum, record: Record | None) -> Iterator[Datum]:
    """External labels where the line has none of that name. Labels with `__` are not sent; one is the tenant."""
    if not isinstance(datum, Line):
        raise Unknown(f"`{component.name}` takes log lines")
    labels = {**_external(simulation, component), **datum.labels}
    own = labels.get("__tenant_id__")
    public = {name: value for name, value in labels.items() if not name.startswith("__")}
    if record is not None and public != datum.labels:
        record(Step(component, None, datum, (replace(datum, labels=public),)))
    for _, tenant, _ in _endpoints(simulation, component):
        yield replace(datum, labels=public, tenant=tenant if own is None else own)


_KEPT = ("__name__", "__delta__")


def _pyroscope_write(
    simulation: Simulation, component: Component, datum: Datum, record: Record | None
) -> Iterator[Datum]:
    """Labels with `__` are not sent, but for two; external labels win."""
    if not isinstance(datum, Profile):
        raise Unknown(f"`{component.name}` takes profiles")
    public = {n: v for n, v in datum.labels.items() if n in _KEPT or not n.startswith("__")}
    labels = {**public, **_external(simulation, component)}
    if record is not None and labels != datum.labels:
        record(Step(component, None, datum, (replace(datum, labels=labels),)))
    for _, tenant, _ in _endpoints(simulation, component):
        yield Profile(labels, tenant)


SINKS: Mapping[str, Sink] = {
    "prometheus.remote_write": _remote_write,
    "prometheus.write.queue": _as_it_is,
    "prometheus.echo": _as_it_is,
    "loki.write": _loki_write,
    "loki.echo": _as_it_is,
    "pyroscope.write": _pyroscope_write,
}
