"""The picture as Mermaid, which GitHub draws in a README or a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from .drawing import Level
from .graphs import Arrow, Cluster, Vertex, arrows, clusters
from .model import Picture

COLORS = {
    "metrics": "#0072b2",
    "logs": "#b35900",
    "traces": "#00795a",
    "profiles": "#a3348a",
    "targets": "#8a949e",
    "values": "#8a949e",
}
SHAPES = {"source": ("([", "])"), "destination": ("[(", ")]")}
ARROWS = {"targets": "-.->", "values": "-.->"}


def mermaid(picture: Picture, level: Level) -> str:
    """A flowchart from left to right."""
    drawn = arrows(picture, level)
    lines = ["flowchart LR"]
    for cluster in clusters(picture, level):
        lines += _cluster(cluster, "  ")
    lines += [f"  {arrow.start} {_arrow(arrow)} {arrow.end}" for arrow in drawn]
    for signal, color in COLORS.items():
        numbers = [str(number) for number, arrow in enumerate(drawn) if arrow.signal == signal]
        if numbers:
            lines.append(f"  linkStyle {','.join(numbers)} stroke:{color}")
    return "\n".join(lines) + "\n"


def _cluster(cluster: Cluster, indent: str) -> Iterator[str]:
    yield f"{indent}subgraph {cluster.name}[{_quoted((cluster.title,))}]"
    for vertex in cluster.vertices:
        yield f"{indent}  {_vertex(vertex)}"
    for inner in cluster.clusters:
        yield from _cluster(inner, indent + "  ")
    yield f"{indent}end"


def _vertex(vertex: Vertex) -> str:
    opening, closing = SHAPES.get(vertex.layer, ("[", "]"))
    return f"{vertex.name}{opening}{_quoted(vertex.lines)}{closing}"


def _arrow(arrow: Arrow) -> str:
    if arrow.signal in ARROWS:
        return ARROWS[arrow.signal]
    return f"-->|{arrow.signal}|"


def _quoted(lines: tuple[str, ...]) -> str:
    return '"' + "<br>".join(_escaped(line) for line in lines) + '"'


def _escaped(text: str) -> str:
    """Every character that Mermaid or HTML could read as its own becomes its number."""
    return "".join(c if c.isalnum() or c in " ._-:/" else f"#{ord(c)};" for c in text)
