"""The picture as a plain graph: what Mermaid and DOT are written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .drawing import Level
from .model import LAYERS, Picture

MARKS = {"": "", "added": "+ ", "gone": "- ", "changed": "± "}


@dataclass(frozen=True)
class Vertex:
    """A box or component; `name` is a plain word, `lines` is what it says."""

    name: str
    layer: str
    lines: tuple[str, ...]
    change: str = ""


@dataclass(frozen=True)
class Arrow:
    start: str
    end: str
    signal: str


@dataclass(frozen=True)
class Cluster:
    """What belongs together: a collector, and in it each box that is open."""

    name: str
    title: str
    clusters: tuple[Cluster, ...]
    vertices: tuple[Vertex, ...]


def clusters(picture: Picture, level: Level) -> tuple[Cluster, ...]:
    """The collectors, each with its boxes from source to destination; at the level of components they are open."""
    return tuple(
        Cluster(f"c{number}", collector, *_within(picture, level, collector))
        for number, collector in enumerate(picture.collectors)
    )


def _within(picture: Picture, level: Level, collector: str) -> tuple[tuple[Cluster, ...], tuple[Vertex, ...]]:
    boxes = sorted(
        (number for number, box in enumerate(picture.boxes) if box.collector == collector),
        key=lambda number: LAYERS.index(picture.boxes[number].layer),
    )
    opened = [n for n in boxes if level == "components" and picture.boxes[n].layer != "source"]
    closed = [n for n in boxes if n not in opened]
    return (
        tuple(
            Cluster(f"b{n}", picture.boxes[n].title, (), tuple(_nodes(picture, picture.boxes[n].id))) for n in opened
        ),
        tuple(Vertex(f"b{n}", picture.boxes[n].layer, _lines(picture, n)) for n in closed),
    )


def _lines(picture: Picture, number: int) -> tuple[str, ...]:
    box = picture.boxes[number]
    count = sum(node.box == box.id for node in picture.nodes)
    return (box.title,) if box.layer == "source" else (box.title, f"{count} component{'s' if count > 1 else ''}")


def _nodes(picture: Picture, box: str) -> Iterator[Vertex]:
    layer = next(one.layer for one in picture.boxes if one.id == box)
    for number, node in enumerate(picture.nodes):
        if node.box == box:
            lines = (MARKS[node.change] + node.kind, *((node.label,) if node.label else ()))
            yield Vertex(f"n{number}", layer, lines, node.change)


def arrows(picture: Picture, level: Level) -> tuple[Arrow, ...]:
    """The edges between what the level shows, each signal once."""
    names = {box.id: f"b{number}" for number, box in enumerate(picture.boxes)}
    for number, node in enumerate(picture.nodes):
        names[node.id] = f"n{number}" if level == "components" else names[node.box]
    found = {Arrow(names[edge.start], names[edge.end], edge.signal): None for edge in picture.edges}
    return tuple(arrow for arrow in found if arrow.start != arrow.end)
