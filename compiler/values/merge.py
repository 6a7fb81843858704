"""Helm's rules for values of several files: maps merge deep, anything else of a later file replaces."""

from __future__ import annotations

from ..report.diagnostics import Diagnostic, Path, dotted
from .tree import Node, value_span


def merge(earlier: Node, later: Node, path: Path = ()) -> tuple[Node, list[Diagnostic]]:
    """Both values as one, and a warning for each map that takes the place of something else, or the reverse.

    A `null` replaces, and stays: it removes a default, which only later stages know. Keys keep the order of `earlier`.
    """
    if not (isinstance(earlier.value, dict) and isinstance(later.value, dict)):
        return later, _warn(earlier, later, path)
    merged = dict(earlier.value)
    warnings: list[Diagnostic] = []
    for key, node in later.value.items():
        if key in merged:
            merged[key], found = merge(merged[key], node, (*path, key))
            warnings += found
        else:
            merged[key] = node
    return later._replace(value=merged), warnings


def _warn(earlier: Node, later: Node, path: Path) -> list[Diagnostic]:
    replaced, replacing = _kind(earlier), _kind(later)
    if "nothing" in (replaced, replacing) or (replaced != "a map" and replacing != "a map"):
        return []
    before = value_span(earlier)
    message = f"`{dotted(path)}` is {replacing} here and takes the place of {replaced}"
    help = f"the other one is at {before}; remove one of them"
    return [Diagnostic("replaced-map", message, path, help, "warning", value_span(later))]


def _kind(node: Node) -> str:
    match node.value:
        case None:
            return "nothing"
        case dict():
            return "a map"
        case list():
            return "a list"
    return "a single value"
