"""Values or Alloy -> Picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from ..catalog.behaviour import kind
from ..compile import Settings, compile_values
from ..graph.component import Component, Graph
from ..graph.resolve import graph_of, to_body
from ..passes import PASSES
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Body, File
from ..syntax.printer import print_body
from ..values.load import Values
from .boxes import Unit, unit_of
from .edges import edges_of
from .masking import Masks, masked, masks, without_secrets
from .model import Box, Edge, Node, Picture, Place, Removed, Text
from .namespaces import gathered, left_out, named
from .places import defaults_of, places_at, places_in_file, places_of
from .removed import removals
from .words import does, gathers_from, rule_blocks, rules_of, words

Places: TypeAlias = Callable[[Block], tuple[Place, ...]]


class Made(NamedTuple):
    """A picture, the graphs that it shows, what to hide of all that is said about them, and what to warn of."""

    picture: Picture
    graphs: tuple[Graph, ...]
    hidden: Masks
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """The part of a picture that one collector is."""

    boxes: tuple[Box, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class Drawing:
    """What it takes to draw a collector: the values as plain data, what to hide, the lines of a block and of a unit,
    and the namespaces that the picture names."""

    data: Mapping[str, Any]
    masks: Masks
    places: Places
    unit_places: Callable[[Unit], tuple[Place, ...]]
    namespaces: tuple[str, ...] = ()


def picture_of_values(values: Values, settings: Settings) -> Made:
    """The picture of what a build of the values runs. Raises Refused."""
    compiled = compile_values(values, settings)
    built = compiled.configurations
    lowered = compile_values(values, replace(settings, level=0, verify=False)).configurations
    bodies = [(block.name, block.body) for c in lowered for block in _blocks(to_body(c.graph))]
    hidden = masks(values.data, bodies)
    names = list(values.sources)
    drawing = Drawing(
        values.data,
        hidden,
        lambda block: places_of(block, values, names),
        lambda unit: places_at(unit.path, values, names),
        _namespaces([configuration.graph for configuration in built]),
    )
    drawn = [draw(configuration.graph, drawing) for configuration in built]
    gone = (r for c in lowered for r in _removed(c.graph, PASSES[settings.level], drawing))
    texts = tuple(
        Text(name, hidden.lines(without_secrets(name, text, values.root))) for name, text in values.sources.items()
    )
    collectors = tuple(c.collector for c in built)
    picture = _joined(hidden.text(" ".join(names)), collectors, drawn, texts, tuple(gone))
    return Made(picture, tuple(c.graph for c in built), hidden, compiled.warnings)


def picture_of_alloy(files: Mapping[str, tuple[File, str]]) -> Made:
    """The picture of Alloy files, each with its text."""
    hidden = masks({}, [(block.name, block.body) for file, _ in files.values() for block in _blocks(file.body)])
    graphs = tuple(graph_of(name, file.body) for name, (file, _) in files.items())
    namespaces = _namespaces(graphs)
    drawn = [
        draw(graph, Drawing({}, hidden, partial(places_in_file, text=number), lambda unit: (), namespaces))
        for number, graph in enumerate(graphs)
    ]
    texts = tuple(Text(name, hidden.lines(text)) for name, (_, text) in files.items())
    return Made(_joined(" ".join(files), tuple(files), drawn, texts, ()), graphs, hidden)


def draw(graph: Graph, drawing: Drawing) -> Drawn:
    """The part of a picture that a graph is."""
    boxes: dict[str, Box] = {}
    nodes, edges = [], set()
    printed = dict(zip((c.id for c in graph.components), _blocks(to_body(graph)), strict=True))
    for component in graph.components:
        unit = unit_of(component, drawing.data)
        box = Box(_box_id(graph, unit), graph.collector, unit.layer, unit.title, unit.says, drawing.unit_places(unit))
        boxes.setdefault(box.id, box)
        nodes.append(_node(component, node_id(graph, component), box.id, printed[component.id], drawing))
    names = {component.id: node_id(graph, component) for component in graph.components}
    for start, end, signal in edges_of(graph):
        edges.add(Edge(names[start], names[end], signal))
    for box, edge in _sources(graph, names, edges):
        boxes.setdefault(box.id, box)
        edges.add(edge)
    return Drawn(tuple(boxes.values()), tuple(nodes), tuple(sorted(edges)))


def node_id(graph: Graph, component: Component) -> str:
    """What a component is called in a picture."""
    return f"{graph.collector}/{component.name}"


def _box_id(graph: Graph, unit: Unit) -> str:
    return f"{graph.collector}/{'.'.join(map(str, unit.path))}"


def _node(component: Component, id: str, box: str, block: Block, drawing: Drawing) -> Node:
    text, hide = _printed(component.kind, block), drawing.masks.text
    return Node(
        id,
        box,
        component.kind,
        component.label,
        does(component),
        hide(text),
        tuple(
            replace(rule, says=hide(rule.says), places=drawing.places(block))
            for rule, block in zip(rules_of(text), rule_blocks(component), strict=True)
        ),
        drawing.places(component.block()),
        defaults_of(component),
        gathered(component.body),
        left_out(component.body, drawing.namespaces),
        component.origin.written_by_user,
    )


def _sources(graph: Graph, names: Mapping[int, str], edges: set[Edge]) -> Iterator[tuple[Box, Edge]]:
    """What is outside, and the edges from there to the components that gather it."""
    fed = {edge.end for edge in edges if edge.signal != "values"}
    for component in graph.components:
        title = gathers_from(component)
        name = names[component.id]
        if title and name not in fed:
            pushed = {edge.signal for edge in edges if edge.start == name and edge.signal not in ("targets", "values")}
            box = Box(f"{graph.collector}/from {title}", graph.collector, "source", title, "Outside of the collector.")
            read = "values" if kind(component.kind).role == "content" else "targets"
            for signal in sorted(pushed) or [read]:
                yield box, Edge(box.id, name, signal)


def _removed(graph: Graph, passes: Sequence[Any], drawing: Drawing) -> Iterator[Removed]:
    printed = dict(zip((c.id for c in graph.components), _blocks(to_body(graph)), strict=True))
    for removal in removals(graph, passes):
        component, into = removal.component, removal.into
        yield Removed(
            graph.collector,
            _box_id(graph, unit_of(component, drawing.data)),
            component.name,
            removal.by,
            node_id(graph, into) if into else "",
            words("passes").get(removal.by, ""),
            drawing.masks.text(_printed(component.kind, printed[component.id])),
        )


def _printed(kind: str, block: Block) -> str:
    return print_body((replace(block, body=masked(kind, block.body)),)).rstrip("\n")


def _namespaces(graphs: Sequence[Graph]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for graph in graphs for one in graph.components for name in named(one.body)))


def _blocks(body: Body) -> list[Block]:
    return [statement for statement in body if isinstance(statement, Block)]


def _joined(
    title: str, collectors: tuple[str, ...], drawn: Sequence[Drawn], texts: tuple[Text, ...], gone: tuple[Removed, ...]
) -> Picture:
    return Picture(
        title,
        collectors,
        tuple(box for part in drawn for box in part.boxes),
        tuple(node for part in drawn for node in part.nodes),
        tuple(edge for part in drawn for edge in part.edges),
        texts,
        gone,
    )
