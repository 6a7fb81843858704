"""The picture as DOT, for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from .drawing import Level
from .graphs import Cluster, Vertex, arrows, clusters
from .mermaid import COLORS
from .model import Picture

SHAPES = {"source": "ellipse", "destination": "cylinder"}
STYLES = {"logs": "dashed", "traces": "dotted", "profiles": "dashed", "values": "dotted"}


def dot(picture: Picture, level: Level) -> str:
    """A digraph from left to right, a cluster a collector."""
    lines = ["digraph {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for cluster in clusters(picture, level):
        lines += _cluster(cluster, "  ")
    for arrow in arrows(picture, level):
        style = STYLES.get(arrow.signal, "solid")
        lines.append(f'  {arrow.start} -> {arrow.end} [color="{COLORS[arrow.signal]}", style={style}];')
    return "\n".join([*lines, "}", ""])


def _cluster(cluster: Cluster, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph cluster_{cluster.name} {{"
    yield f"{indent}  label={_quoted((cluster.title,))};"
    for vertex in cluster.vertices:
        yield f"{indent}  {_vertex(vertex)}"
    for inner in cluster.clusters:
        yield from _cluster(inner, indent + "  ")
    yield f"{indent}}}"


def _vertex(vertex: Vertex) -> str:
    shape = f", shape={SHAPES[vertex.layer]}" if vertex.layer in SHAPES else ""
    return f"{vertex.name} [label={_quoted(vertex.lines)}{shape}];"


def _quoted(lines: tuple[str, ...]) -> str:
    """A string of DOT. Of control characters nothing is left."""
    escaped = ("".join(c for c in line if c.isprintable()) for line in lines)
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in escaped) + '"'
