"""Whom the components of a collector talk to, and who talks to them.

`presets/network.yaml` has what arguments do not say. Where an address is known only when Alloy runs, a connection may
go anywhere: a policy lets too much through then, never too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from ..compile import Compilation, Configuration
from ..emit.permissions import asked_by
from ..graph.component import Component, refs
from ..planning.collectors import Collector, is_clustered, setting
from ..simulate import Given, Simulation, Unknown
from ..simulate.evaluate import argument, blocks, evaluate
from ..simulate.targets import discovery_of
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Object
from ..values.preset_data import data
from .addresses import Address, is_ip, is_own, may_be_namespace, namespace_of, read_address

Place: TypeAlias = Literal["anywhere", "outside", "namespace", "any namespace", "nodes", "address", "own pods"]
Port: TypeAlias = tuple[int, str]
LISTEN_PORT = 12345
KUBELET = (10250, "TCP")
API_SERVER: tuple[Port, ...] = ((443, "TCP"), (6443, "TCP"))
DNS: tuple[Port, ...] = ((53, "UDP"), (53, "TCP"))
DNS_OF_OPENSHIFT: tuple[Port, ...] = ((5353, "UDP"), (5353, "TCP"))
PORT_OF_POD = re.compile(r"__meta_kubernetes_(?:pod_container_port_number|endpoint_port|endpointslice_port)")
_SCRAPES = ("prometheus.scrape", "pyroscope.scrape")
_MONITORS = "prometheus.operator."


@dataclass(frozen=True)
class Connection:
    """One way out of a collector's pods, or into them. `name` is the namespace or the address; no ports are all. `why`
    says what it is for."""

    direction: Literal["egress", "ingress"]
    place: Place
    name: str = ""
    ports: tuple[Port, ...] = ()
    component: Component | None = None
    why: str = ""


def connections(built: Compilation, made: Configuration, collector: Collector) -> Iterator[Connection]:
    """All connections of a collector."""
    own = built.plan.installation.namespace
    simulation = Simulation(made.graph, Given(namespace=own))
    yield from _of_pods(collector, built.plan.installation.globals.platform == "openshift")
    for component in made.graph.components:
        if any(True for _ in asked_by(component, own)):
            yield Connection("egress", "anywhere", "", API_SERVER, component, "the API server")
        yield from _listens(simulation, component)
        yield from _fixed(component)
        yield from _dials(simulation, component, own)
        if component.kind in _SCRAPES:
            yield from _scraped(simulation, component)
        elif component.kind.startswith(_MONITORS):
            yield Connection("egress", "any namespace", component=component, why="what monitors name")
            yield Connection("egress", "nodes", component=component, why="what monitors name, in the network of nodes")


def _of_pods(collector: Collector, on_openshift: bool) -> Iterator[Connection]:
    """Those that every collector has: names, its own metrics, its peers."""
    yield Connection("egress", "anywhere", ports=(*DNS, *(DNS_OF_OPENSHIFT if on_openshift else ())), why="DNS")
    given = setting(collector, "alloy", "listenPort")
    ports = ((given if isinstance(given, int) else LISTEN_PORT, "TCP"),)
    yield Connection("ingress", "any namespace", ports=ports, why="its own metrics")
    if is_clustered(collector):
        yield Connection("ingress", "own pods", ports=ports, why="clustering")
        yield Connection("egress", "own pods", ports=ports, why="clustering")
    for extra in setting(collector, "alloy", "extraPorts") or ():
        number = extra.get("targetPort") or extra.get("port") if isinstance(extra, Mapping) else None
        if isinstance(number, int):
            protocol = str(extra.get("protocol") or "TCP")
            yield Connection("ingress", "anywhere", ports=((number, protocol),), why="alloy.extraPorts")


def _listens(simulation: Simulation, component: Component) -> Iterator[Connection]:
    for place in data("network")["listens"].get(component.kind, ()):
        for body in _bodies(component.body, place.get("block", "")):
            port: Any = place.get("port")
            try:
                said = argument(body, place["argument"], None, simulation.lookup)
                port = _port(said) or port
            except Unknown:
                port = None
            ports = ((port, place.get("protocol", "TCP")),) if port else ()
            yield Connection("ingress", "anywhere", ports=ports, component=component)


def _port(said: Any) -> int | None:
    text = str(said or "").rpartition(":")[2]
    return int(text) if text.isdigit() else None


def _bodies(body: Body, path: str) -> Iterator[Body]:
    """The bodies of the blocks at a path."""
    first, _, rest = path.partition(".")
    if not first:
        yield body
    for block in blocks(body, first) if first else ():
        yield from _bodies(block.body, rest)


def _fixed(component: Component) -> Iterator[Connection]:
    fixed = data("network")["fixed"].get(component.kind)
    if fixed:
        place: Place = "address" if "host" in fixed else "outside"
        yield Connection("egress", place, str(fixed.get("host", "")), ((fixed["port"], "TCP"),), component)


def _dials(simulation: Simulation, component: Component, own: str) -> Iterator[Connection]:
    """Connections to the addresses in a component's arguments."""
    listens = component.kind in data("network")["listens"]
    for attribute in _attributes(component.body):
        named = attribute.name in data("network")["dials"] and not listens
        for expression in _texts(attribute.value, attribute.name == "targets"):
            try:
                value = evaluate(expression, simulation.lookup)
            except Unknown:
                if named and attribute.name != "targets":
                    yield Connection("egress", "anywhere", component=component, why=f"`{attribute.name}` is not known")
                continue
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and text and not text.startswith(("/", "unix:")):
                    address = read_address(text, has_scheme=not named)
                    if address is not None:
                        yield from to(address, component, own)
                    elif named:
                        yield Connection("egress", "anywhere", component=component, why=f"`{attribute.name}`")


def _attributes(body: Body) -> Iterator[Attribute]:
    for statement in body:
        if isinstance(statement, Block):
            if statement.name != "rule":
                yield from _attributes(statement.body)
        else:
            yield statement


def _texts(expression: Expr, is_targets: bool) -> Iterator[Expr]:
    """The expressions that may be an address: of targets, their `__address__`."""
    match expression:
        case Array(items):
            for item in items:
                yield from _texts(item, is_targets)
        case Object(fields):
            wanted = ("__address__", "address", "data_source_name")
            yield from (entry.value for entry in fields if str(entry.key) in wanted)
        case _ if not is_targets:
            yield expression


def to(address: Address, component: Component, own: str) -> Iterator[Connection]:
    """A connection to an address. The port of a Service need not be that of its pods: there it may be any."""
    host, why = address.host, str(address)
    ports = ((address.port, "TCP"),) if address.port else ()
    if is_own(host):
        return
    if host.split(".")[:2] == ["kubernetes", "default"]:
        yield Connection("egress", "anywhere", "", API_SERVER, component, why)
    elif namespace := namespace_of(host, own):
        yield Connection("egress", "namespace", namespace, component=component, why=why)
    elif is_ip(host):
        yield Connection("egress", "address", host, ports, component, why)
    else:
        if namespace := may_be_namespace(host):
            yield Connection("egress", "namespace", namespace, component=component, why=why)
        yield Connection("egress", "outside", "", ports, component, why)


def _scraped(simulation: Simulation, component: Component) -> Iterator[Connection]:
    """What a scrape finds by discovery, and what rules make of it."""
    on_the_way = [component, *_before(simulation, component)]
    rules = [rule for one in on_the_way for rule in blocks(one.body, "rule")]
    for found in on_the_way:
        if found.kind == "discovery.kubernetes":
            yield from _discovered(simulation, component, found, rules)
        elif found.kind.startswith("discovery.") and found.kind != "discovery.relabel":
            yield Connection("egress", "anywhere", component=component, why=f"what `{found.name}` finds")
    for rule in rules:
        address = _rewritten(simulation, rule)
        if address is not None:
            yield from to(address, component, simulation.given.namespace or "")


def _before(simulation: Simulation, component: Component) -> Iterator[Component]:
    """The components that targets come from."""
    seen: set[int] = set()
    waiting = [ref.component for _, ref in refs(component) if ref.export in ("targets", "output")]
    while waiting:
        identity = waiting.pop()
        if identity not in seen:
            seen.add(identity)
            yield simulation.component(identity)
            found = refs(simulation.component(identity))
            waiting += [ref.component for _, ref in found if ref.export in ("targets", "output")]


def _discovered(
    simulation: Simulation, component: Component, discovery: Component, rules: list[Block]
) -> Iterator[Connection]:
    why = f"what `{discovery.name}` finds"
    try:
        found = discovery_of(simulation, discovery)
        role, namespaces = found.role, found.namespaces
    except Unknown:
        role, namespaces = "", ()
    if role == "node":
        yield Connection("egress", "nodes", "", (KUBELET,), component, why)
        return
    ports = _kept_ports(simulation, rules)
    for namespace in namespaces:
        yield Connection("egress", "namespace", namespace, ports, component, why)
    if not namespaces:
        yield Connection("egress", "any namespace", "", ports, component, why)
    yield Connection("egress", "nodes", "", ports, component, f"{why}, in the network of nodes")


def _kept_ports(simulation: Simulation, rules: list[Block]) -> tuple[Port, ...]:
    """The ports that a rule keeps alone."""
    for rule in rules:
        try:
            labels = argument(rule.body, "source_labels", [], simulation.lookup)
            regex = str(argument(rule.body, "regex", "", simulation.lookup))
            action = argument(rule.body, "action", "replace", simulation.lookup)
        except Unknown:
            continue
        if action == "keep" and len(labels) == 1 and PORT_OF_POD.fullmatch(labels[0]):
            ports = regex.strip("()").split("|")
            if all(port.isdigit() for port in ports):
                return tuple((int(port), "TCP") for port in ports)
    return ()


def _rewritten(simulation: Simulation, rule: Block) -> Address | None:
    """The address that a rule writes, where it is a text without groups."""
    try:
        if argument(rule.body, "target_label", "", simulation.lookup) != "__address__":
            return None
        text = argument(rule.body, "replacement", "$1", simulation.lookup)
    except Unknown:
        return None
    return read_address(text) if isinstance(text, str) and "$" not in text else None
