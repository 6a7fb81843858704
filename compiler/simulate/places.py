"""Sources and destinations: where data can be given to a configuration, and where they can arrive, by name.

A source of values is named by the path of what it gathers for (`clusterMetrics.kubelet`, `integrations.mysql`), any
source by its component (`prometheus.scrape.kubelet`). A destination is named as in the values; in a plain
configuration by its component.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..catalog.behaviour import kind
from ..graph.component import Component, Graph
from ..graph.contributions import contributions
from ..graph.read import running_id
from ..report.diagnostics import Path, dotted, nearest
from ..values.preset_data import data

if TYPE_CHECKING:
    from ..compile import Compilation


@dataclass(frozen=True)
class Source:
    """A component that gathers telemetry. `at` is the values path of what it gathers for, () where there are no values.

    `signals` is what it gives. A satellite's source is fed by another collector alone.
    """

    at: Path
    collector: str
    component: Component
    signals: tuple[str, ...]
    satellite: bool = False

    @property
    def name(self) -> str:
        """The values path, or else the component's name while it runs."""
        return dotted(self.at) or running_id(self.component)

    @cached_property
    def paths(self) -> frozenset[Path]:
        """The values paths that contribute to it."""
        return _paths(self.component)


@dataclass(frozen=True)
class Destination:
    """A component where data leave a collector, and the destination of the values that it is a part of."""

    name: str
    collector: str
    component: Component


def sources(of: Compilation | Graph) -> tuple[Source, ...]:
    """The sources of a build, or of a configuration, in the order of the text."""
    return tuple(
        Source(at, graph.collector, component, tuple(sorted(kind(component.kind).gives)), satellite)
        for graph, satellite in _graphs(of)
        for component, at in _placed([c for c in graph.components if kind(c.kind).role == "source"])
    )


def destinations(of: Compilation | Graph) -> tuple[Destination, ...]:
    """The sinks of a build, or of a configuration, in the order of the text."""
    return tuple(
        Destination(_destination_name(component), graph.collector, component)
        for graph, _ in _graphs(of)
        for component in graph.components
        if kind(component.kind).role == "sink"
    )


def named(found: Sequence[Source], name: str) -> tuple[Source, ...]:
    """The sources of a name: those whose component is called so, else those that stand at a values path or below it,
    else those that something below it contributes to. None where there is none."""
    by_component = tuple(source for source in found if name in (source.component.name, running_id(source.component)))
    path = read_path(name)
    if by_component or not path:
        return by_component
    standing = tuple(source for source in found if source.at[: len(path)] == path)
    return standing or tuple(s for s in found if any(given[: len(path)] == path for given in s.paths))


def giving_metric(found: Sequence[Source], metric: str) -> tuple[Source, ...]:
    """The sources that give a metric of this name: those of its section where that is known, else those that no known
    section names; all of them where there is none such, or where there are no values that name sections."""
    if not any(source.at for source in found):
        return tuple(found)
    origin = origin_of(metric)
    if origin:
        return named(found, origin)
    known = set(_origins().values())
    return tuple(source for source in found if dotted(source.at) not in known) or tuple(found)


def origin_of(metric: str) -> str:
    """The values path of the source that gives a metric of this name; "" where none is known to."""
    return next((path for pattern, path in _origins().items() if re.fullmatch(pattern, metric)), "")


def _origins() -> Mapping[str, str]:
    return {str(entry["metrics"]): str(entry["at"]) for entry in data("metric-origins")}


def suggestion(name: str, found: Iterable[Source | Destination]) -> str:
    """Help for a name that nothing has."""
    names = sorted({one.name for one in found})
    close = nearest(name, names)
    if close is not None:
        return f"did you mean `{close}`?"
    return f"there are: {', '.join(f'`{known}`' for known in names)}" if names else "there is none"


_PART = re.compile(r'(?:^|\.)(?:"([^"]*)"|([^.\[\]"]+))|\[(\d+)\]')


def read_path(text: str) -> Path:
    """A values path as `dotted` writes it; () for what is none."""
    parts: list[str | int] = []
    end = 0
    for match in _PART.finditer(text):
        if match.start() != end:
            return ()
        quoted, plain, index = match.groups()
        parts.append(int(index) if index is not None else quoted if plain is None else plain)
        end = match.end()
    return tuple(parts) if end == len(text) else ()


def _graphs(of: Compilation | Graph) -> list[tuple[Graph, bool]]:
    if isinstance(of, Graph):
        return [(of, False)]
    return [(configuration.graph, configuration.satellite) for configuration in of.configurations]


def _destination_name(component: Component) -> str:
    match component.origin.path:
        case ("destinations", str(name), *_):
            return name
    return running_id(component)


def _placed(found: Sequence[Component]) -> list[tuple[Component, Path]]:
    """The values path that each source gathers for: the section of its unit that none of the unit's other sources has;
    where it is the unit's only source, or has no such section, the unit."""
    units: dict[Path, list[Component]] = {}
    for component in found:
        units.setdefault(component.origin.path, []).append(component)
    return [(component, _place(component, units[component.origin.path])) for component in found]


def _place(component: Component, siblings: Sequence[Component]) -> Path:
    unit = component.origin.path
    if len(siblings) == 1 or not unit:
        return unit
    others = {section for one in siblings if one is not component for section in _sections(one, unit)}
    own = list(_sections(component, unit) - others)
    shared = own[0] if own else unit
    while any(path[: len(shared)] != shared for path in own):
        shared = shared[:-1]
    return shared


def _sections(component: Component, unit: Path) -> set[Path]:
    """The sections inside a unit that contribute to a component."""
    paths = _paths(component)
    return {path[:-1] for path in paths if path[: len(unit)] == unit and len(path) > len(unit) + 1}


def _paths(component: Component) -> frozenset[Path]:
    return frozenset(by.path for by in contributions(component.block()) if by.kind != "preset")
