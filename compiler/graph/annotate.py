"""Comments that say what made a part of a configuration."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Literal, TypeAlias

from ..report.contribution import Contribution
from ..report.diagnostics import Path, Span, dotted
from ..syntax.ast import Body, Statement
from .component import Component, Graph

Comments: TypeAlias = Literal["none", "origin", "lines"]
"""What stands above a component: nothing, the values path of what made it, or that and its line."""


def annotated(graph: Graph, comments: Comments, locate: Callable[[Path], Span | None]) -> Graph:
    """The graph with a comment above each component, and above rules, stages and blocks that a user wrote in one of
    ours. With "lines", `locate` gives the line of a values path. The user's own comments are in it in any case."""
    if comments == "none":
        return graph

    def said(path: Path) -> str:
        span = locate(path) if comments == "lines" else None
        return dotted(path) + (f" {span.file}:{span.line}" if span else "")

    units = {component.origin.path for component in graph.components}
    return graph.with_components(tuple(_annotated(component, units, said) for component in graph.components))


def _annotated(component: Component, units: Collection[Path], said: Callable[[Path], str]) -> Component:
    """A component that a pass shares among units names them all."""
    made = dict.fromkeys(by.path for by in component.by if by.kind == "unit" and by.path in units)
    paths = [_section(component, unit) for unit in made or [component.origin.path]]
    found = component if component.origin.written_by_user else component.with_body(_body(component, said))
    text = f"// {', '.join(said(path) for path in paths)}"
    return replace(found, comments=(_on_a_line(text), *found.comments))


def _section(component: Component, unit: Path) -> Path:
    """The section of a unit whose `enabled` turned the component on (`clusterMetrics.kubelet`). Where several did it is
    what they all stand in, and the unit where none did."""
    switches = (by.path for by in component.by if by.path[-1:] == ("enabled",) and by.path[: len(unit)] == unit)
    sections = [path[:-1] for path in switches if path[:-1] != unit]
    shared = sections[0] if sections else unit
    while any(section[: len(shared)] != shared for section in sections):
        shared = shared[:-1]
    return shared


def _body(component: Component, said: Callable[[Path], str]) -> Body:
    """The statements, the first of each run that came from one text of a user with a comment of that text."""
    found: list[Statement] = []
    last: Contribution | None = None
    for statement in component.body:
        source = statement.at.source if statement.at is not None else None
        if source is not None and source != last:
            comment = _on_a_line(f"// {said(source.path)}")
            statement = replace(statement, comments=(comment, *statement.comments))
        last = source
        found.append(statement)
    return tuple(found)


def _on_a_line(text: str) -> str:
    """A key of values may hold anything, a comment ends with its line."""
    return " ".join(text.split())
