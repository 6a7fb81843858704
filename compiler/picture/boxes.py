"""Which box a component stands in: the feature, data processor or destination that made it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..catalog.behaviour import Role
from ..catalog.behaviour import kind as behaviour
from ..features import FEATURES
from ..graph.component import Component
from ..report.diagnostics import Path, dotted
from .model import Layer
from .words import does, words

LAYERS: Mapping[Role, Layer] = {"sink": "destination", "transform": "processing", "connector": "processing"}
"""Of a component that no unit made, by its role. Any other is a feature."""
ALONE = "component"
"""Begins the path of a box that holds one component of an Alloy file."""


class Unit(NamedTuple):
    """What a box is made of: its values path, layer, title and sentence."""

    path: Path
    layer: Layer
    title: str
    says: str


def unit_of(component: Component, data: Mapping[str, Any]) -> Unit:
    """The unit that made a component, by the values path that it comes from. Without one the component is its own."""
    path = component.origin.path
    match path:
        case ("destinations", name, *_):
            kind = str(_at(data, path[:2], "type"))
            says = words("destinations").get(kind, words("features")["destinations"])
            return Unit(path[:2], "destination", str(name), says)
        case ("dataProcessors", name, *_):
            return Unit(path[:2], "processing", str(name), words("features")["dataProcessors"])
        case ("collectors", name, *_):
            return Unit(path[:2], "feature", str(name), words("features")["collectors"])
        case (str(section), service, _, int(), *_):
            title = f"{service} {_at(data, path[:4], 'name')}".rstrip()
            return Unit(path[:4], "feature", title, words("features")[section])
        case ():
            layer = LAYERS.get(behaviour(component.kind).role, "feature")
            return Unit((ALONE, component.name), layer, component.label or component.kind, does(component))
    known = next((f for f in FEATURES if path[: len(f.path)] == f.path), None)
    own = known.path if known else path[:1]
    return Unit(own, "feature", dotted(own), words("features").get(dotted(own), ""))


def _at(data: Mapping[str, Any], path: Path, key: str) -> Any:
    """The value of a key below a path, or an empty text."""
    found: Any = data
    for part in (*path, key):
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            return ""
    return found
