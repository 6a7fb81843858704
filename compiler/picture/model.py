"""The picture as data: what every format is made of. `docs/graph.md` describes its JSON.

An element is what an edge begins or ends at: a component, or a source, which is what is outside and gathered from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

VERSION = 1
"""Of the JSON. It grows when a reader of the one before would misread it."""

Layer: TypeAlias = Literal["source", "feature", "processing", "destination"]
Change: TypeAlias = Literal["", "added", "gone", "changed"]

LAYERS: tuple[Layer, ...] = ("source", "feature", "processing", "destination")
SIGNALS = ("metrics", "logs", "traces", "profiles", "targets", "values")
"""What goes along an edge: telemetry, targets to gather it from, or something that is read, as a secret."""


@dataclass(frozen=True)
class Place:
    """Lines of a text of the picture, by its number; from 1, the last one included."""

    text: int
    first: int
    last: int


@dataclass(frozen=True)
class Text:
    """A file or argument that the picture was made of, without its secrets."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """What the picture shows closed: a feature, a data processor, a destination, with its components; or a source,
    which has none."""

    id: str
    collector: str
    layer: Layer
    title: str
    says: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule, stage or statement of a component: the lines of the component's Alloy that it is, from 1, and what it
    does where that can be said in a sentence."""

    first: int
    last: int
    says: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Node:
    """A component. `places` are the lines that made it, `defaults` the options and presets that did where the values
    say nothing. `namespaces` are those that it gathers from, where its arguments name them, `left_out`
    those of all that the picture names of which nothing comes through it."""

    id: str
    box: str
    kind: str
    label: str
    says: str
    text: str
    rules: tuple[Rule, ...] = ()
    places: tuple[Place, ...] = ()
    defaults: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    written_by_user: bool = False
    change: Change = ""


@dataclass(frozen=True, order=True)
class Edge:
    """`start` and `end` are ids of nodes; `start` may be that of a source."""

    start: str
    end: str
    signal: str


@dataclass(frozen=True)
class Removed:
    """A component that a pass took out; `into` is the node that does its work, if one does."""

    collector: str
    box: str
    name: str
    by: str
    into: str
    says: str
    text: str


@dataclass(frozen=True)
class Picture:
    """Everything that is shown. `answers` are those of `answers.py`; `live` says that a server answers more."""

    title: str
    collectors: tuple[str, ...]
    boxes: tuple[Box, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    texts: tuple[Text, ...] = ()
    removed: tuple[Removed, ...] = ()
    answers: tuple[Mapping[str, Any], ...] = field(default=())
    live: bool = False


def as_data(picture: Picture) -> dict[str, Any]:
    """The picture as plain data, keys in the order above."""
    return {"version": VERSION, **asdict(picture)}
