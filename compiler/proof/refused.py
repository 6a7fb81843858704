"""What Alloy has against values that are refused anyway: all mistakes are shown in one run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..graph.component import Graph
from ..graph.resolve import to_body
from ..lowering.lower import lower
from ..planning.plan import Plan
from ..planning.planned import PlannedCollector, PlannedFeature, Route
from ..report.diagnostics import Diagnostic, Path
from ..values.tree import find
from .acceptance import alloy_faults, once

if TYPE_CHECKING:
    from ..values.load import Values

FOLLOWS = ("unknown-reference", "unknown-export", "reference-cycle", "duplicate-label")
"""What may be there only because something else was left out."""
GIVEN = ("missing-attribute", "missing-block", "missing-argument", "invalid-label")
"""What counts in raw Alloy only: elsewhere, what could not be read may be missing, and labels are made of names."""
OF_SEVERAL = ("wrong-order", "conflicting-mount", "conflicting-presets")
"""Faults of values that stand side by side: each may be the one at fault."""


def faults_of_refused(planned: Plan, values: Values) -> list[Diagnostic]:
    """What Alloy has against values that are refused for something else, each fault with its path.

    What could not be read is left out, so only faults of what the user wrote count, and none where another is known.
    """
    errors = [fault for fault in planned.warnings if fault.severity == "error"]
    guilty = {fault.path[:-1] if fault.code in OF_SEVERAL else fault.path for fault in errors}
    found: dict[Diagnostic, None] = {}
    for collector in planned.collectors:
        for part in _parts(collector, guilty):
            for fault in _faults(part, planned):
                if _is_sure(fault, values) and not any(_overlap(fault.path, path) for path in guilty):
                    found[fault] = None
    return once(found)


def _is_sure(fault: Diagnostic, values: Values) -> bool:
    if fault.severity != "error" or (fault.code in FOLLOWS and not _is_word(fault)):
        return False
    if fault.within is not None or fault.code == "unknown-stability":
        return True
    node, exact = find(values.root, fault.path)
    return exact and not isinstance(node.value, dict | list) and fault.code not in GIVEN


def _is_word(fault: Diagnostic) -> bool:
    """Whether a reference is a single word, which no component is called: quotes are missing around it."""
    return fault.code == "unknown-reference" and fault.within is not None and "." not in fault.message.split("`")[1]


def _overlap(one: Path, other: Path) -> bool:
    return bool(one and other) and all(a == b for a, b in zip(one, other, strict=False))


def _parts(collector: PlannedCollector, guilty: set[Path]) -> Iterator[PlannedCollector]:
    """The collector with each of its features alone, then with each destination that something else is wrong with:
    what one of them lacks is nothing to the others."""
    broken = {path[1] for path in guilty if len(path) > 1 and path[0] == "destinations"}
    sound = tuple(name for name in collector.destinations if name not in broken)
    for feature in collector.features:
        yield replace(collector, features=(_towards(feature, sound),), destinations=sound)
    for destinations in (sound, *((name,) for name in collector.destinations if name in broken)):
        yield replace(collector, features=(), destinations=destinations)


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
