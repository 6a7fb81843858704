"""Values as a tree, for tests that change one of them at a time."""

from __future__ import annotations

from collections.abc import Iterator

from alloyc.report.diagnostics import Path as ValuesPath
from alloyc.values.tree import Node


def leaves(node: Node, path: ValuesPath = ()) -> Iterator[tuple[ValuesPath, Node]]:
    """The single values of a tree, each with its path; what holds nothing is none."""
    match node.value:
        case dict():
            for key, child in node.value.items():
                yield from leaves(child, (*path, key))
        case list():
            for index, child in enumerate(node.value):
                yield from leaves(child, (*path, index))
        case _:
            yield path, node
