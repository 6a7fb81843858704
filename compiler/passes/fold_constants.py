"""Pass: values in the place of expressions that always give them."""

from __future__ import annotations

from ..graph.component import Graph
from ..graph.constants import with_constants


def fold_constants(graph: Graph) -> Graph:
    """Computes what is made of literals and functions of the standard library alone.

    Before: `regex = coalesce("up", "")`
    After: `regex = "up"`

    Safe because such an expression gives the same value whenever Alloy computes it. What depends on the environment, a
    secret or an export stays, and so does what Alloy cannot compute.
    """
    return graph.with_components(tuple(with_constants(component) for component in graph.components))
