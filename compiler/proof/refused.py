"""What Alloy has against the raw Alloy in values that are refused anyway: all mistakes are shown in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.component import Graph
from ..graph.resolve import to_body
from ..lowering.lower import lower
from ..planning.plan import Plan
from ..planning.planned import PlannedCollector, PlannedFeature, Route
from ..report.diagnostics import Diagnostic, Path
from .acceptance import alloy_faults

FOLLOWS = ("unknown-reference", "unknown-export", "reference-cycle", "duplicate-label")
"""What may be there only because something else was left out."""


def faults_of_refused(planned: Plan) -> list[Diagnostic]:
    """The faults in raw Alloy that users wrote in the sections where nothing else is wrong, each with its path.

    What is refused is left out, so only what a text says by itself counts.
    """
    guilty = {fault.path[:2] for fault in planned.warnings if fault.severity == "error"}
    found: dict[Diagnostic, None] = {}
    for collector in planned.collectors:
        for part in _parts(collector, planned, guilty):
            for fault in _faults(part, planned):
                said = fault.within is not None or fault.code == "unknown-stability"
                if (
                    said
                    and fault.code not in FOLLOWS
                    and (fault.path[:2] not in guilty or fault.path[0] == "collectors")
                ):
                    found[fault] = None
    return list(found)


def _parts(collector: PlannedCollector, planned: Plan, guilty: set[Path]) -> Iterator[PlannedCollector]:
    """The collector with each of its sound features alone: what one of them lacks is nothing to the others."""
    broken = {path[1] for path in guilty if len(path) == 2 and path[0] == "destinations"}
    sound = tuple(name for name in collector.destinations if name not in broken)
    for feature in collector.features:
        if not any(path[0] == feature.feature.path[0] for path in guilty if path):
            yield replace(collector, features=(_towards(feature, sound),), destinations=sound)
    yield replace(collector, features=(), destinations=sound)


def _towards(feature: PlannedFeature, destinations: tuple[str, ...]) -> PlannedFeature:
    def kept(routes: tuple[Route, ...]) -> tuple[Route, ...]:
        return tuple(replace(r, destinations=tuple(n for n in r.destinations if n in destinations)) for r in routes)

    wanted = replace(feature.wanted, processors=())
    return replace(feature, wanted=wanted, routes=kept(feature.routes), held=kept(feature.held))


def _faults(collector: PlannedCollector, planned: Plan) -> list[Diagnostic]:
    graph = _lowered(collector, planned)
    if graph is None:
        return []
    return alloy_faults(graph, to_body(graph), collector.collector, planned.installation)


def _lowered(collector: PlannedCollector, planned: Plan) -> Graph | None:
    """The graph; None where it rests on what was refused. Lowering takes for granted that nothing was, so whatever it
    stumbles over here has been said already."""
    try:
        return lower(collector, planned.installation)
    except Exception:
        return None
