"""A world that is the same on both sides, where nobody says what it is like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..graph.component import Component
from ..graph.contributions import walk
from ..simulate import Given
from ..syntax.ast import Call, Literal, Name
from ..values.reference import ALLOY_VERSION

FOUND_NOTHING: Mapping[str, Any] = {"k8sattributes": {}, "resourcedetection": {}}
"""Facts of a world in which processors that look around find nothing: enough to show a difference, not to count."""


def stand_in_world(
    components: Iterable[Component], alloy_version: str = ALLOY_VERSION, facts: Mapping[str, Any] = {}
) -> Given:
    """Each variable of the environment that these components read has its own name for a value."""
    names = {name for component in components for node in walk(component.block()) if (name := _variable(node))}
    environment = {name: name.lower() for name in sorted(names)}
    return Given(None, environment, {"hostname": "node"}, "default", facts=facts, alloy_version=alloy_version)


def _variable(node: object) -> str:
    match node:
        case Call(Name(("sys", "env") | ("env",)), (Literal(str(name)),)):
            return name
    return ""
