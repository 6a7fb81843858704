"""What a graph does: the ways that telemetry takes from a source to where it leaves.

Each step of a way is written as what it does: a component's kind and arguments, with everything that it reads from
other components written out in its place. Labels, the order of components and splits of relabelling are not in it. Two
graphs with equal flows collect the same telemetry; that is how a pass is certified, and how two configurations compare.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ..catalog.behaviour import TARGETS, Kind, kind
from ..constants import simplified
from ..syntax.ast import Array, Block, Body, Expr, Literal, Object, Ref, Statement
from .component import Component, Graph, map_expression, refs, refs_of

Step: TypeAlias = Hashable
Flow: TypeAlias = tuple[Step, ...]


@dataclass(eq=False, repr=False)
class _Reader:
    components: dict[int, Component]
    kinds: dict[int, Kind]
    read: dict[int, Hashable] = field(default_factory=dict)
    edges: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Way:
    """A flow, and the components that it goes through, by their identities; the signal that its last step is sent."""

    components: tuple[int, ...]
    flow: Flow
    signal: str = ""


def flows(graph: Graph) -> frozenset[Flow]:
    """Every flow of the graph, and every component that acts by itself as a flow of one step. Raises ValueError for a
    cycle of components that feed each other."""
    return frozenset(way.flow for way in ways(graph))


def ways(graph: Graph) -> Iterator[Way]:
    """Every flow of the graph with its components, in the order of the graph. Raises ValueError as `flows` does."""
    kinds = {component.id: kind(component.kind) for component in graph.components}
    reader = _Reader(graph.by_id(), kinds)
    used: set[int] = set()
    for component in graph.components:
        reader.edges[component.id], read = _connections(component, reader)
        used |= read
    fed = {target for edges in reader.edges.values() for _, target in edges}
    for component in graph.components:
        known = kinds[component.id]
        if component.id in fed and known.role != "source":
            continue
        if reader.edges[component.id]:
            if not known.takes_telemetry:
                yield from _ways(component, reader)
        elif component.id not in used and not known.lives_by_use:
            yield Way((component.id,), (_step(component, reader),))


def _ways(component: Component, reader: _Reader) -> Iterator[Way]:
    start: Flow = (("source", _step(component, reader)),)
    yield from _walk(component, start, "", (component.id,), reader)


def _walk(component: Component, way: Flow, signal: str, seen: tuple[int, ...], reader: _Reader) -> Iterator[Way]:
    edges = reader.edges[component.id]
    if signal and reader.kinds[component.id].role == "transform":
        edges = [edge for edge in edges if edge[0] == signal]
        if not edges:
            return
    if not edges:
        yield Way(seen, way, signal)
    for carried, target in edges:
        if target in seen:
            raise ValueError("components feed each other in a cycle")
        following = reader.components[target]
        yield from _walk(following, _join(way, carried, following, reader), carried, (*seen, target), reader)


def _join(way: Flow, signal: str, component: Component, reader: _Reader) -> Flow:
    known = reader.kinds[component.id]
    if not known.rules:
        return (*way, (signal, _step(component, reader)))
    rest, rules = _rules(component, reader)
    if not rules:
        return way
    last = way[-1]
    if known.chains and isinstance(last, tuple) and len(last) == 4 and last[:3] == ("rules", component.kind, rest):
        return (*way[:-1], ("rules", component.kind, rest, _distinct(last[3] + rules)))
    return (*way, ("rules", component.kind, rest, rules))


def _rules(component: Component, reader: _Reader) -> tuple[Hashable, tuple[Hashable, ...]]:
    known = reader.kinds[component.id]
    rules: list[Hashable] = []
    rest: list[Statement] = []
    for statement in component.body:
        if isinstance(statement, Block) and statement.name.startswith(known.rules):
            rules.append(_block(statement, reader))
        else:
            rest.append(statement)
    return _body(tuple(rest), reader, known.no_effect), _distinct(tuple(rules))


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


def _connections(component: Component, reader: _Reader) -> tuple[list[tuple[str, int]], set[int]]:
    """What a component sends, as the signal, "" where nobody knows it, and who gets it; and which others it reads."""
    outputs = reader.kinds[component.id].outputs
    sends, reads = [], set()
    for attribute, ref in refs(component):
        if _is_pushed(ref, reader):
            sends.append((outputs.get(attribute, ""), ref.component))
        else:
            reads.add(ref.component)
    return sends, reads


def _is_pushed(ref: Ref, reader: _Reader) -> bool:
    """Whether a Ref is to what telemetry is sent to. Any other is read."""
    return ref.export in reader.kinds[ref.component].inputs


def _step(component: Component, reader: _Reader) -> Hashable:
    """What a component does, without where it sends it."""
    if component.id not in reader.read:
        reader.read[component.id] = ("cycle",)
        known = reader.kinds[component.id]
        if known.relabels_targets:
            reader.read[component.id] = _relabelled(component, reader)
        else:
            body = _body(component.body, reader, known.no_effect)
            reader.read[component.id] = (component.kind, _shown_label(component, known), body)
    return reader.read[component.id]


def _relabelled(component: Component, reader: _Reader) -> Hashable:
    """Targets and the rules over them; without rules, just the targets."""
    rules = _distinct(tuple(_block(s, reader) for s in component.body if isinstance(s, Block)))
    targets = component.argument("targets")
    inner = _value(simplified(targets), reader) if targets is not None else None
    if not rules:
        return inner
    if isinstance(inner, tuple) and len(inner) == 3 and inner[0] == "relabelled":
        return ("relabelled", inner[1], _distinct(inner[2] + rules))
    return ("relabelled", inner, rules)


def _shown_label(component: Component, known: Kind) -> str:
    """The component's label where it is in its telemetry."""
    if known.label_unless is None or component.argument(known.label_unless) is not None:
        return ""
    return component.label


def _body(body: Body, reader: _Reader, no_effect: frozenset[str] = frozenset()) -> tuple[Hashable, Hashable]:
    attributes: list[tuple[str, Hashable]] = []
    blocks = []
    for statement in body:
        if isinstance(statement, Block):
            block = _block(statement, reader)
            if statement.name != "output" or block[2] != _EMPTY:
                blocks.append(block)
        elif statement.name not in no_effect:
            value = statement.value
            if type(value) is not Literal:
                value = simplified(value)
                if value == Array(()) or any(_is_pushed(ref, reader) for ref in refs_of(value)):
                    continue
            attributes.append((statement.name, _value(value, reader)))
    return (frozenset(attributes), tuple(blocks))


def _block(block: Block, reader: _Reader) -> tuple[str, str, Hashable]:
    return (block.name, block.label, _body(block.body, reader))


_EMPTY: Hashable = (frozenset(), ())


def _value(expression: Expr, reader: _Reader) -> Hashable:
    """An expression with what it reads written out. Equal expressions are equal values."""
    match expression:
        case Ref(target, export):
            read, known = _step(reader.components[target], reader), reader.kinds[target]
            targets = known.relabels_targets and known.exports.get(export) == TARGETS
            return read if targets else ("read", read, export)
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
