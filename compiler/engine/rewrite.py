"""A configuration with local ends: what Alloy reads, discovers and sends to is this machine, all else is as it was.

What stays of a graph is what the given data go through: sources that nothing is given to would read the machine that
the tests run on. Times of waiting are cut to a second; where a scrape would use TLS, it is asked for without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..catalog.behaviour import kind
from ..graph.build import attributes, block, expression
from ..graph.component import Component, Graph, map_body, refs
from ..graph.read import running_id
from ..simulate.simulation import Simulation
from ..simulate.sinks import tenants
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Name, Ref, Statement
from .process import free_port
from .server import HOST, TENANT

SECOND = "1s"
AT_ONCE = "100ms"

_FOUND_BY_ALLOY = ("discovery.kubernetes", "discovery.relabel", "local.file_match")
"""What gives targets by itself, on this machine too. What others give is put in their place."""

_OF_THE_CLIENT = (
    "api_server", "kubeconfig_file", "basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file",
    "tls_config", "proxy_url", "proxy_from_environment", "proxy_connect_header", "no_proxy", "follow_redirects",
    "enable_http2", "http_headers",
)  # fmt: skip
"""The arguments that say how to reach a server."""

_WAITS: Mapping[str, Mapping[str, str]] = {
    "otelcol.processor.batch": {"timeout": AT_ONCE},
    "otelcol.processor.tail_sampling": {"decision_wait": SECOND},
    "otelcol.processor.interval": {"interval": SECOND},
    "otelcol.connector.spanmetrics": {"metrics_flush_interval": SECOND},
    "otelcol.connector.servicegraph": {"metrics_flush_interval": SECOND},
    "otelcol.connector.count": {},
    "local.file_match": {"sync_period": SECOND},
}
"""The arguments, by kind, that say how long to wait."""


@dataclass(frozen=True)
class Receiver:
    """A component that data are given to over HTTP, and its port. `inner` is the component that an added one feeds."""

    component: Component
    port: int
    inner: Component | None = None


_ADDED = "engine"

_TAKING = {"metrics": "prometheus.receive_http", "logs": "loki.source.api", "profiles": "pyroscope.receive_http"}


def own_receiver(component: Component) -> Receiver:
    """Where a component is given data: at a port of its own, if it is pushed to; else one is added beside it."""
    name, about = component.kind, kind(component.kind)
    if (name.startswith("otelcol.receiver.") and about.role == "source") or name in _TAKING.values():
        return Receiver(component, free_port())
    otlp = name.startswith("otelcol.")
    made = "otelcol.receiver.otlp" if otlp else _TAKING[min(about.takes or about.gives)]
    return Receiver(_added(component, made, (), 3), free_port(), component)


@dataclass(frozen=True)
class Ends:
    """The local ends of a configuration. `receivers` and `stand_ins` (targets that a scrape is given, in the place of
    those that it finds) are by component."""

    simulation: Simulation
    url: str
    key: str
    logs: Path
    receivers: Mapping[int, Receiver] = field(default_factory=dict)
    stand_ins: Mapping[int, list[dict[str, str]]] = field(default_factory=dict)
    satellites: Mapping[int, int] = field(default_factory=dict)

    def place(self, component: Component) -> str:
        """The key of a component: in the path of an URL, or as the user of a proxy."""
        return f"{self.key}.{component.id}"

    def proxy(self, component: Component) -> str:
        """The URL of the proxy through which a component scrapes."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{self.place(component)}:x@{rest}"


def localized(graph: Graph, roots: set[int], ends: Ends) -> Graph:
    """What is fed through these components, with local ends. Raises Unknown where it needs what is not given."""
    made = [new for component in graph.components for new in _localized(component, ends)]
    whole = graph.with_components(tuple(made))
    roots = roots | {component.id for component in made if component.origin.role == _ADDED and not _is_read(component)}
    kept = _reached(whole, roots)
    whole = whole.with_components(tuple(c for c in whole.components if c.id in kept))
    given = whole.with_components(tuple(_with_given(component, ends) for component in whole.components))
    kept = _reached(given, roots)
    return _named_apart(given.with_components(tuple(c for c in given.components if c.id in kept)))


def _is_read(component: Component) -> bool:
    return kind(component.kind).is_read or kind(component.kind).takes_telemetry


def _reached(graph: Graph, roots: set[int]) -> set[int]:
    """The components that some refer to, with these."""
    known, seen, waiting = graph.by_id(), set[int](), list(roots)
    while waiting:
        identity = waiting.pop()
        if identity not in seen and identity in known:
            seen.add(identity)
            waiting += [ref.component for _, ref in refs(known[identity])]
    return seen


def _named_apart(graph: Graph) -> Graph:
    """No two components of one name: some have another kind now, and modules are gone."""
    seen, apart = set[str](), []
    for component in graph.components:
        if component.name in seen:
            component = replace(component, label=f"{component.label}_{component.id}")
        seen.add(component.name)
        apart.append(component)
    return graph.with_components(tuple(apart))


def _localized(component: Component, ends: Ends) -> Iterator[Component]:
    receiver = ends.receivers.get(component.id)
    if receiver is not None and receiver.inner is not None:
        yield _added_receiver(component, receiver)
        if kind(component.kind).role == "source":
            return
    elif receiver is not None:
        yield _own_receiver(component, receiver)
        return
    if kind(component.kind).role == "sink":
        yield _sink(component, ends)
        return
    match component.kind:
        case "prometheus.scrape":
            yield from _scrape(component, ends)
        case "loki.source.file":
            yield from _file(component, ends)
        case "local.file_match":
            yield from _moved_paths(component, "path_targets", ends)
        case "discovery.kubernetes":
            yield _discovery(component, ends)
        case "otelcol.processor.k8sattributes" | "otelcol.processor.resourcedetection":
            yield _facts(component, ends)
        case name if name.startswith(("loki.source.kubernetes", "loki.source.podlogs", "prometheus.operator.")):
            yield _with_client(component, ends)
        case name:
            yield _with(component, _WAITS.get(name, {}))


def _with(component: Component, values: Mapping[str, object], without: tuple[str, ...] = ()) -> Component:
    """The component with other arguments: those that are None, and `without`, are left out."""
    kept = tuple(s for s in component.body if s.name not in values and s.name not in without)
    new = attributes(values)  # type: ignore[arg-type]
    return component.with_body(new + kept)


def _scrape(component: Component, ends: Ends) -> Iterator[Component]:
    """Through the proxy, each second, as `http`. Where it is given its target, that has no other labels."""
    values: dict[str, object] = {
        "scrape_interval": SECOND,
        "scrape_timeout": SECOND,
        "proxy_url": ends.proxy(component),
    }
    if component.argument("job_name") is None:
        values["job_name"] = running_id(component)
    targets = component.argument("targets") or Array(())
    if component.id in ends.stand_ins:
        targets = expression(ends.stand_ins[component.id])
    rules = [
        block("rule", target_label=f"__{name}__", replacement=value)
        for name, value in (("scheme", "http"), ("scrape_interval", SECOND), ("scrape_timeout", SECOND))
    ]
    plain = _added(component, "discovery.relabel", (Attribute("targets", targets), *rules))
    yield plain
    dropped = (*_OF_THE_CLIENT, "scheme", "clustering", "scrape_failure_log_file")
    yield _with(component, {**values, "targets": plain["output"]}, dropped)


def _added(component: Component, name: str, body: Body, number: int = 1) -> Component:
    """A component beside another, with an identity of its own."""
    origin = replace(component.origin, role=_ADDED)
    return Component(-10 * component.id - number, name, f"engine_{component.id}_{number}", body, origin)


def _file(component: Component, ends: Ends) -> Iterator[Component]:
    """Reads below a folder of ours; what it says of the file is what it would say."""
    known = ends.simulation.graph.by_id()
    matched = any(known[ref.component].kind == "local.file_match" for at, ref in refs(component) if at == "targets")
    *before, reading = [component] if matched else _moved_paths(component, "targets", ends)
    yield from before
    below = f"{ends.logs}(.+)"
    rule = block("rule", source_labels=["filename"], regex=below, target_label="filename", replacement="$1")
    forward = component.argument("forward_to") or Array(())
    named = _added(component, "loki.relabel", (Attribute("forward_to", forward), rule), 2)
    yield named
    changed = {"forward_to": [named["receiver"]], "tail_from_end": False}
    yield _with(reading, changed, ("legacy_positions_file",))


def _moved_paths(component: Component, argument: str, ends: Ends) -> Iterator[Component]:
    """The component, with paths of targets below a folder of ours."""
    targets = component.argument(argument) or Array(())
    rules = [
        block("rule", source_labels=[name], regex="(.+)", target_label=name, replacement=f"{ends.logs}$1")
        for name in ("__path__", "__path_exclude__")
    ]
    moved = _added(component, "discovery.relabel", (Attribute("targets", targets), *rules))
    yield moved
    yield _with(component, {**_WAITS.get(component.kind, {}), argument: moved["output"]})


def _discovery(component: Component, ends: Ends) -> Component:
    """Asks our Kubernetes API; Alloy's own namespace is the one that is given."""
    changed = _with(component, {"api_server": f"{ends.url}/cluster/{ends.place(component)}"}, _OF_THE_CLIENT)
    own = ends.simulation.given.namespace or "default"
    return changed.with_body(tuple(_with_own(s, own) for s in changed.body))


def _with_own(statement: Statement, namespace: str) -> Statement:
    if not isinstance(statement, Block) or statement.name != "namespaces":
        return statement
    is_own = any(s.name == "own_namespace" for s in statement.body)
    names = [s for s in statement.body if s.name == "names"]
    written = names[0].value if names and isinstance(names[0], Attribute) else Array(())
    if is_own and isinstance(written, Array):
        written = Array((*written.items, expression(namespace)))
    return replace(statement, body=(Attribute("names", written),))


def _with_client(component: Component, ends: Ends) -> Component:
    """A component that asks the Kubernetes API, with a `client`."""
    client = block("client", api_server=f"{ends.url}/cluster/{ends.place(component)}")
    changed = _with(component, {}, ("client", "clustering", "tail_from_end"))
    return changed.with_body((*changed.body, client))


def _facts(component: Component, ends: Ends) -> Component:
    """What would look around sets what is given to be found."""
    name = component.kind.rpartition(".")[2]
    override = name == "resourcedetection" and ends.simulation.argument(component, "override", True)
    statements = []
    for key, value in dict(ends.simulation.given.facts.get(name, {})).items():
        attribute = f"attributes[{json.dumps(key)}]"
        where = "" if override else f' where {attribute} == nil or {attribute} == ""'
        statements.append(f"set({attribute}, {json.dumps(value)}){where}")
    blocks = [block(f"{signal}_statements", context="resource", statements=statements)
              for signal in ("trace", "metric", "log") if statements]  # fmt: skip
    output = tuple(s for s in component.body if s.name == "output")
    return replace(component, kind="otelcol.processor.transform").with_body((*blocks, *output))


def _own_receiver(component: Component, receiver: Receiver) -> Component:
    """A source that is pushed to, at a port of ours."""
    name = component.kind
    output = tuple(s for s in component.body if s.name in ("output", "forward_to"))
    if name.startswith("otelcol.receiver."):
        listens = block("http", endpoint=f"{HOST}:{receiver.port}")
        return replace(component, kind="otelcol.receiver.otlp").with_body((listens, *output))
    servers = _servers(receiver.port)
    changed = _with(component, {}, ("http", "grpc", "graceful_shutdown_timeout"))
    return changed.with_body((*changed.body, *servers))


def _servers(port: int) -> Body:
    return (
        block("http", listen_address=HOST, listen_port=port),
        block("grpc", listen_address=HOST, listen_port=0),
    )


def _added_receiver(component: Component, receiver: Receiver) -> Component:
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
    return replace(made, origin=replace(component.origin, role=_ADDED)).with_body(body)


def _sink(component: Component, ends: Ends) -> Component:
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


def _with_given(component: Component, ends: Ends) -> Component:
    """The component, with the values of what Alloy cannot find out here in the place of who would give them."""
    simulation = ends.simulation
    known = simulation.graph.by_id()

    def change(expr: Expr) -> Expr:
        match expr:
            case Name(("constants", _)):
                return expression(simulation.lookup(expr))
            case Ref(identity) if identity in known and _is_given(known[identity]):
                return expression(simulation.lookup(expr))
        return expr

    return component.with_body(map_body(component.body, change))


def _is_given(component: Component) -> bool:
    role = kind(component.kind).role
    return role in ("discovery", "exporter", "content") and component.kind not in _FOUND_BY_ALLOY
