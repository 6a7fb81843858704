"""What a graph does: the ways that telemetry takes from a source to where it leaves.

Each step of a way is written as what it does: a component's kind and arguments, with everything that it reads from
other components written out in its place. Labels, the order of components and splits of relabelling are not in it. Two
graphs with equal flows collect the same telemetry; that is how a pass is certified, and how two configurations compare.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..syntax.ast import Array, Attribute, Block, Body, Expr, Literal, Object, Ref
from .component import Component, Graph, map_expression, refs_of

PUSHED = frozenset({"receiver", "input"})
"""Exports that telemetry is sent to. Any other export is read."""

RULES = {"prometheus.relabel": "rule", "loki.relabel": "rule", "pyroscope.relabel": "rule", "loki.process": "stage."}
"""Components that are no more than their rules or stages, in order: a chain of two does what one of both does."""

NO_EFFECT = frozenset({"max_cache_size"})
SIGNALS = frozenset({"metrics", "logs", "traces", "profiles"})

Step: TypeAlias = Hashable
Flow: TypeAlias = tuple[Step, ...]


@dataclass
class _Reader:
    components: dict[int, Component]
    read: dict[int, Hashable] = field(default_factory=dict)
    edges: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


def flows(graph: Graph) -> frozenset[Flow]:
    """Every flow of the graph, and every component that acts by itself as a flow of one step. Raises ValueError for a
    cycle of components that feed each other."""
    reader = _Reader(graph.by_id())
    for component in graph.components:
        reader.edges[component.id] = list(_edges(component))
    fed = {target for edges in reader.edges.values() for _, target in edges}
    used = {ref.component for component in graph.components for ref in _pulled(component)}
    found: set[Flow] = set()
    for component in graph.components:
        if component.id in fed:
            continue
        if reader.edges[component.id]:
            if not takes_telemetry(component.kind):
                found.update(_ways(component, reader))
        elif component.id not in used and not (takes_telemetry(component.kind) or reads_for_others(component.kind)):
            found.add((_step(component, reader),))
    return frozenset(found)


def takes_telemetry(kind: str) -> bool:
    """Whether a kind of component acts only on what others send to it."""
    family, _, rest = kind.partition(".")
    if family == "otelcol":
        role, _, name = rest.partition(".")
        return role in ("processor", "exporter", "connector") or (role == "receiver" and name in ("prometheus", "loki"))
    return rest in ("relabel", "process", "write", "remote_write", "enrich", "echo", "secretfilter")


def reads_for_others(kind: str) -> bool:
    """Whether a kind of component only exports what others read: targets, secrets, files, authentication."""
    family, _, rest = kind.partition(".")
    exporter = family == "prometheus" and rest.startswith("exporter.")
    return (
        family in ("discovery", "remote", "local") or exporter or kind.startswith(("otelcol.auth.", "otelcol.storage."))
    )


def _ways(component: Component, reader: _Reader) -> Iterator[Flow]:
    start: Flow = (("source", _step(component, reader)),)
    yield from _walk(component, start, "", (component.id,), reader)


def _walk(component: Component, way: Flow, signal: str, seen: tuple[int, ...], reader: _Reader) -> Iterator[Flow]:
    edges = reader.edges[component.id]
    if signal and component.kind.startswith("otelcol.processor."):
        edges = [edge for edge in edges if edge[0] == signal]
        if not edges:
            return
    if not edges:
        yield way
    for slot, target in edges:
        if target in seen:
            raise ValueError("components feed each other in a cycle")
        carried = slot if slot in SIGNALS else signal
        following = reader.components[target]
        yield from _walk(following, _join(way, slot, following, reader), carried, (*seen, target), reader)


def _join(way: Flow, slot: str, component: Component, reader: _Reader) -> Flow:
    if component.kind not in RULES:
        return (*way, (slot if slot in SIGNALS else "data", _step(component, reader)))
    rest, rules = _rules(component, reader)
    if not rules:
        return way
    last = way[-1]
    if isinstance(last, tuple) and len(last) == 4 and last[:3] == ("rules", component.kind, rest):
        return (*way[:-1], ("rules", component.kind, rest, _distinct(last[3] + rules)))
    return (*way, ("rules", component.kind, rest, rules))


def _rules(component: Component, reader: _Reader) -> tuple[Hashable, tuple[Hashable, ...]]:
    mark = RULES[component.kind]
    rules = [s for s in component.body if isinstance(s, Block) and (s.name == mark or s.name.startswith(mark))]
    rest = [s for s in component.body if not (isinstance(s, Block) and s in rules)]
    return _body(tuple(rest), reader), _distinct(tuple(_block(rule, reader) for rule in rules))


def _distinct(rules: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    """Rules without those that only filter again what the same rule just before them has filtered."""
    return tuple(
        rule for position, rule in enumerate(rules) if not (position and rule == rules[position - 1] and _filters(rule))
    )


def _filters(rule: Hashable) -> bool:
    match rule:
        case ("rule", _, (frozenset() as attributes, _)):
            return bool(attributes & {("action", Literal("keep")), ("action", Literal("drop"))})
        case _:
            return False


def _edges(component: Component) -> Iterator[tuple[str, int]]:
    yield from _edges_of(component.body, "data")


def _edges_of(body: Body, slot: str) -> Iterator[tuple[str, int]]:
    for statement in body:
        if isinstance(statement, Block):
            yield from _edges_of(statement.body, slot)
            continue
        for ref in refs_of(statement.value):
            if ref.export in PUSHED:
                yield (statement.name if statement.name in SIGNALS else slot), ref.component


def _pulled(component: Component) -> Iterator[Ref]:
    yield from (ref for ref in _all_refs(component.body) if ref.export not in PUSHED)


def _all_refs(body: Body) -> Iterator[Ref]:
    for statement in body:
        if isinstance(statement, Block):
            yield from _all_refs(statement.body)
        else:
            yield from refs_of(statement.value)


def _step(component: Component, reader: _Reader) -> Hashable:
    """What a component does, without where it sends it."""
    if component.id not in reader.read:
        reader.read[component.id] = ("cycle",)
        if component.kind == "discovery.relabel":
            reader.read[component.id] = _relabelled(component, reader)
        else:
            reader.read[component.id] = (component.kind, _default_job(component), _body(component.body, reader))
    return reader.read[component.id]


def _relabelled(component: Component, reader: _Reader) -> Hashable:
    """Targets and the rules over them; without rules, just the targets."""
    rules = _distinct(tuple(_block(s, reader) for s in component.body if isinstance(s, Block)))
    targets = component.argument("targets")
    inner = _value(targets, reader) if targets is not None else None
    if not rules:
        return inner
    if isinstance(inner, tuple) and len(inner) == 3 and inner[0] == "relabelled":
        return ("relabelled", inner[1], _distinct(inner[2] + rules))
    return ("relabelled", inner, rules)


def _default_job(component: Component) -> str:
    """Without a `job_name`, the label of a scrape is in its telemetry."""
    named = component.argument("job_name") is not None
    return "" if component.kind != "prometheus.scrape" or named else component.label


def _body(body: Body, reader: _Reader) -> Hashable:
    attributes = []
    for statement in body:
        if isinstance(statement, Attribute) and statement.name not in NO_EFFECT:
            refs = list(refs_of(statement.value))
            if any(ref.export in PUSHED for ref in refs) or statement.value == Array(()):
                continue
            attributes.append((statement.name, _value(statement.value, reader)))
    blocks = [_block(statement, reader) for statement in body if isinstance(statement, Block)]
    return (frozenset(attributes), tuple(block for block in blocks if block[0] != "output" or block[2] != _EMPTY))


def _block(block: Block, reader: _Reader) -> tuple[str, str, Hashable]:
    return (block.name, block.label, _body(block.body, reader))


_EMPTY: Hashable = (frozenset(), ())


def _value(expression: Expr, reader: _Reader) -> Hashable:
    """An expression with what it reads written out. Equal expressions are equal values."""
    match expression:
        case Ref(target, export):
            component = reader.components[target]
            read = _step(component, reader)
            return read if component.kind == "discovery.relabel" and export == "output" else ("read", read, export)
        case Literal():
            return expression
        case Object(fields):
            return frozenset((entry.key, _value(entry.value, reader)) for entry in fields)
        case Array(items):
            return tuple(_value(item, reader) for item in items)
    read_out: list[Hashable] = []

    def change(inner: Expr) -> Expr:
        if isinstance(inner, Ref):
            read_out.append(_value(inner, reader))
            return Literal(None)
        return inner

    return (map_expression(expression, change), tuple(read_out))


def describe(flow: Flow) -> str:
    """The kinds of components on a flow: "prometheus.scrape > prometheus.remote_write"."""
    return " > ".join(_kind(step) for step in flow)


def _kind(step: Step) -> str:
    """The component kind that a step, however it is wrapped, is of."""
    match step:
        case ("rules", str(kind), _, _):
            return kind
        case (str(), (str(kind), *_)):
            return kind
        case (str(kind), *_):
            return kind
        case _:
            return "?"
