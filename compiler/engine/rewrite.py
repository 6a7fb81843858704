"""A configuration with local ends: what Alloy reads, discovers and sends to is this machine, all else is as it was.

What stays of a graph is what the given data go through: sources that nothing is given to would read the machine that
the tests run on. Times of waiting are cut to a second; where a scrape would use TLS, it is asked for without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..catalog.behaviour import kind
from ..graph.build import block, expression
from ..graph.component import Component, Graph, map_body, refs
from ..graph.read import running_id
from ..simulate.trace import Unknown
from ..syntax.ast import Array, Attribute, Block, Expr, Name, Ref, Statement
from .ends import ADDED, AT_ONCE, SECOND, Ends, added, with_arguments
from .receivers import at_own_port, beside
from .sinks import local_sink

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


def localized(graph: Graph, roots: set[int], ends: Ends) -> Graph:
    """What is fed through these components, with local ends. Raises Unknown where it needs what is not given."""
    made = [new for component in graph.components for new in _localized(component, ends)]
    whole = graph.with_components(tuple(made))
    roots = roots | {component.id for component in made if component.origin.role == ADDED and not _is_read(component)}
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
        yield beside(component, receiver)
        if kind(component.kind).role == "source":
            return
    elif receiver is not None:
        yield at_own_port(component, receiver)
        return
    if kind(component.kind).role == "sink":
        yield local_sink(component, ends)
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
        case "loki.secretfilter" if component.argument("gitleaks_config") is not None:
            path = ends.simulation.argument(component, "gitleaks_config", "")
            if path and path not in (ends.simulation.given.files or {}):
                raise Unknown(f"the file `{path}` was not given")
            yield with_arguments(component, {"gitleaks_config": f"{ends.logs}{path}" if path else None})
        case "otelcol.processor.k8sattributes" | "otelcol.processor.resourcedetection":
            yield _facts(component, ends)
        case name if name.startswith(("loki.source.kubernetes", "loki.source.podlogs", "prometheus.operator.")):
            yield _with_client(component, ends)
        case name:
            yield with_arguments(component, _WAITS.get(name, {}))


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
    plain = added(component, "discovery.relabel", (Attribute("targets", targets), *rules))
    yield plain
    dropped = (*_OF_THE_CLIENT, "scheme", "clustering", "scrape_failure_log_file")
    yield with_arguments(component, {**values, "targets": plain["output"]}, dropped)


def _file(component: Component, ends: Ends) -> Iterator[Component]:
    """Reads below a folder of ours; what it says of the file is what it would say."""
    known = ends.simulation.graph.by_id()
    matched = any(known[ref.component].kind == "local.file_match" for at, ref in refs(component) if at == "targets")
    *before, reading = [component] if matched else _moved_paths(component, "targets", ends)
    yield from before
    below = f"{ends.logs}(.+)"
    rule = block("rule", source_labels=["filename"], regex=below, target_label="filename", replacement="$1")
    forward = component.argument("forward_to") or Array(())
    named = added(component, "loki.relabel", (Attribute("forward_to", forward), rule), 2)
    yield named
    changed = {"forward_to": [named["receiver"]], "tail_from_end": False}
    yield with_arguments(reading, changed, ("legacy_positions_file",))


def _moved_paths(component: Component, argument: str, ends: Ends) -> Iterator[Component]:
    """The component, with paths of targets below a folder of ours."""
    targets = component.argument(argument) or Array(())
    rules = [
        block("rule", source_labels=[name], regex="(.+)", target_label=name, replacement=f"{ends.logs}$1")
        for name in ("__path__", "__path_exclude__")
    ]
    moved = added(component, "discovery.relabel", (Attribute("targets", targets), *rules))
    yield moved
    yield with_arguments(component, {**_WAITS.get(component.kind, {}), argument: moved["output"]})


def _discovery(component: Component, ends: Ends) -> Component:
    """Asks our Kubernetes API; Alloy's own namespace is the one that is given."""
    changed = with_arguments(component, {"api_server": f"{ends.url}/cluster/{ends.place(component)}"}, _OF_THE_CLIENT)
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
    changed = with_arguments(component, {}, ("client", "clustering", "tail_from_end"))
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
