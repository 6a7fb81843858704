"""How each source finds what it takes: the discovery at its start, the rules on the way, and what it makes of a target.

What is said here is only claimed: the simulator has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..algebra import Language, finite, language
from ..catalog.behaviour import kind
from ..graph.component import Component, refs, refs_of
from ..simulate import Simulation, Unknown
from ..simulate.evaluate import arguments, blocks
from ..simulate.kubernetes import Discovery
from ..simulate.kubernetes.labels import META, sanitize
from ..simulate.kubernetes.selectors import read_terms
from ..simulate.monitors import Monitored, monitored
from ..simulate.places import Source
from ..simulate.relabel_rules import Arguments
from ..simulate.scrape import Scrape, scrape_of
from ..simulate.targets import discovery_of
from ..syntax.ast import Array, Block, Call, Expr, Name, Ref
from .dead_rule import SET_BY_ROLE
from .label_ways import ABSENT, NONEMPTY, Fact, Label, Term, Way, learned, ways
from .overlap_objects import domain

Names: TypeAlias = tuple[list[Language], list[Language]]
"""Languages that the name of a metric is in, and those that it is not in."""

URL = ("__address__", "__scheme__", "__metrics_path__")


@dataclass(frozen=True)
class Taking:
    """One way from a discovery to a source. `scrape` is None for logs; `keys` are the keys of labels that the discovery
    names, by what they are called in rules."""

    source: Source
    discovery: Discovery
    rules: tuple[Arguments, ...]
    scrape: Scrape | None
    dot_all: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)

    def start(self, label: str) -> Term:
        """What a label is before any rule."""
        role = self.discovery.role
        if label == "__address__":
            return address_of(role)
        begins = SET_BY_ROLE.get(role, ())
        if role == "node" and label == "instance":
            return (Label(f"{META}node_name"),)
        attached: tuple[str, ...] = (f"{META}node_",) if self.discovery.attach_node else ()
        attached += (f"{META}namespace_",) if self.discovery.attach_namespace else ()
        return (Label(label),) if label.startswith((*begins, *attached)) else ()

    def ways(self, others: frozenset[str] = frozenset()) -> list[Way]:
        """The ways of a target to the source, with the URL that it is scraped at; or with other labels alone. Raises
        Undecided, NotModelled."""
        wanted = frozenset(others or (URL if self.scrape else ()))
        begun = Way(tuple(selected(self.discovery)))
        found = ways(self.rules, self.start, wanted, begun, self.dot_all, domain)
        return found if others else [ready for way in found for ready in self._scraped(way)]

    def _scraped(self, way: Way) -> Iterator[Way]:
        """The way with what a scrape fills in where nothing is said."""
        if self.scrape is None:
            yield way
            return
        found = [way]
        for label, default in (("__scheme__", self.scrape.scheme), ("__metrics_path__", self.scrape.path)):
            found = [ready for one in found for ready in _filled(one, label, one.text(label, self.start), default)]
        yield from found


def _filled(way: Way, label: str, text: Term, default: str) -> Iterator[Way]:
    """The way with a label's default, and the way with a label that has a value."""
    for one in learned(way, [(Fact(text, ABSENT),)]):
        yield replace(one, labels={**one.labels, label: (default,)})
    yield from learned(way, [(Fact(text, NONEMPTY),)])


def address_of(role: str) -> Term:
    """The address of a target of a role: that of a pod's port, for all roles that pods stand behind."""
    ip = Label(f"{META}pod_ip")
    match role:
        case "pod":
            return ip, ":", Label(f"{META}pod_container_port_number")
        case "endpoints":
            return ip, ":", Label(f"{META}endpoint_port")
        case "endpointslice":
            return ip, ":", Label(f"{META}endpointslice_port")
        case "service":
            names = Label(f"{META}service_name"), Label(f"{META}namespace")
            return names[0], ".", names[1], ".svc:", Label(f"{META}service_port_number")
    return (f"the address of a {role}",)


def takings(simulation: Simulation, source: Source) -> list[Taking]:
    """The ways in which a source takes targets of discovery. Raises Unknown where it takes them otherwise."""
    component = source.component
    dot_all = simulation.dot_all
    if component.kind.startswith("prometheus.operator."):
        return [_of_monitor(simulation, source, one) for one in monitored(simulation, component) if one.discovery]
    argument = component.argument("targets")
    if argument is None:
        return []
    scrape = scrape_of(simulation, component) if component.kind == "prometheus.scrape" else None
    found = []
    for discovery, rules in _chains(simulation, argument):
        looked_for = discovery_of(simulation, discovery)
        found.append(Taking(source, looked_for, rules, scrape, dot_all, _keys(looked_for)))
    return found


def _chains(simulation: Simulation, argument: Expr) -> Iterator[tuple[Component, tuple[Arguments, ...]]]:
    """Each discovery that an argument takes targets of, with the rules on the way."""
    match argument:
        case Ref(identity, _):
            component = simulation.component(identity)
            if component.kind == "discovery.kubernetes":
                yield component, ()
            elif component.kind in ("discovery.relabel", "local.file_match"):
                inner = component.argument("targets") or component.argument("path_targets")
                rules = tuple(rule_of(simulation, block) for block in blocks(component.body, "rule"))
                for start, before in _chains(simulation, inner) if inner is not None else ():
                    yield start, (*before, *rules)
            elif not component.kind.startswith("prometheus.exporter."):
                raise Unknown(f"what `{component.name}` finds is not known before Alloy runs")
        case Array(items):
            for item in items:
                yield from _chains(simulation, item)
        case Call(Name(("array", "concat") | ("concat",)), given):
            for item in given:
                yield from _chains(simulation, item)
        case _:
            if any(True for _ in refs_of(argument)):
                raise Unknown("targets are made of others in a way that is not followed")


def rule_of(simulation: Simulation, block: Block) -> Arguments:
    """The arguments of a rule. Raises Unknown."""
    given = {name: value for name, value in arguments(block.body, simulation.lookup).items() if value is not None}
    given["source_labels"] = tuple(given.get("source_labels", ()))
    return Arguments(**given)


def _of_monitor(simulation: Simulation, source: Source, one: Monitored) -> Taking:
    rules = one.scrape.relabel.rules if one.scrape.relabel else ()
    assert one.discovery is not None
    return Taking(source, one.discovery, tuple(rule_of(simulation, rule.block) for rule in rules), one.scrape)


def selected(discovery: Discovery) -> Iterator[Fact]:
    """What the selectors and namespaces of a discovery say of its targets. A selector that is not read says nothing."""
    if discovery.namespaces and discovery.role != "node":
        yield Fact((Label(f"{META}namespace"),), finite(discovery.namespaces))
    for role, labels, fields in discovery.selectors:
        for term in read_terms(labels):
            label: Term = (Label(f"{META}{role}_label_{sanitize(term.key)}"),)
            present: Term = (Label(f"{META}{role}_labelpresent_{sanitize(term.key)}"),)
            if term.values:
                yield Fact(label, finite(term.values), term.holds)
            else:
                yield Fact(present, finite(["true"]), term.holds)
            if not term.values and not term.holds:
                yield Fact(label, ABSENT)
        for field_ in filter(None, fields.split(",")):
            name, sign, value = field_.partition("=")
            known = _FIELDS.get(name.removesuffix("!").strip())
            if known and sign:
                text = (Label(f"{META}{known if known == 'namespace' else f'{role}_{known}'}"),)
                yield Fact(text, finite([value.removeprefix("=").strip()]), not name.endswith("!"))


_FIELDS = {"metadata.namespace": "namespace", "metadata.name": "name", "spec.nodeName": "node_name",
           "status.phase": "phase", "status.podIP": "ip"}  # fmt: skip


def _keys(discovery: Discovery) -> dict[str, str]:
    return {sanitize(term.key): term.key for _, labels, _ in discovery.selectors for term in read_terms(labels)}


def names_on_the_way(simulation: Simulation, component: Component) -> dict[int, list[Names]]:
    """For each sink that a source's series come to, by its identity, what the rules on each way say of their names:
    languages that a name is in, and those that it is not in. Raises Unknown, NotModelled and LanguageFault."""
    found: dict[int, list[Names]] = {}
    for path in paths(simulation, component):
        kept: list[Language] = []
        dropped: list[Language] = []
        for step in path:
            for block in (*blocks(step.body, "rule"), *_write_rules(step)):
                rule = rule_of(simulation, block)
                if rule.source_labels == ("__name__",) and rule.action in ("keep", "drop"):
                    (kept if rule.action == "keep" else dropped).append(language(rule.regex, simulation.dot_all))
        found.setdefault(path[-1].id, []).append((kept, dropped))
    return found


def _write_rules(component: Component) -> Iterator[Block]:
    endpoints = blocks(component.body, "endpoint")
    if len(endpoints) == 1:
        yield from blocks(endpoints[0].body, "write_relabel_config")


def paths(
    simulation: Simulation, component: Component, seen: tuple[Component, ...] = ()
) -> Iterator[tuple[Component, ...]]:
    """The ways of telemetry from a component to sinks."""
    way = (*seen, component)
    if kind(component.kind).role == "sink":
        yield way
        return
    receivers = ((simulation.component(ref.component), ref.export) for _, ref in refs(component))
    fed = {receiver.id: receiver for receiver, export in receivers if export in kind(receiver.kind).inputs}
    for receiver in fed.values():
        if receiver not in way:
            yield from paths(simulation, receiver, way)
