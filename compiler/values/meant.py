"""Values as somebody meant them: misspelt keys and names mended, so that what they stand for is checked too.

For values that are refused only: nothing is ever built of a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..report.diagnostics import Diagnostic, Path
from .tree import Node, with_places

if TYPE_CHECKING:
    from .load import Values


def as_meant(values: Values, faults: Iterable[Diagnostic]) -> tuple[Values, list[Diagnostic]]:
    """The values with each error mended that says what was meant, every part still in its place; and these errors."""
    root, mended = values.root, []
    for fault in faults:
        if fault.meant is not None and fault.severity == "error" and fault.path:
            found = _with(root, fault.path, fault)
            if found is not None:
                root = found
                mended.append(fault)
    return (replace(values, data=with_places(root), root=root), mended) if mended else (values, [])


def _with(node: Node, path: Path, fault: Diagnostic) -> Node | None:
    """The node with what is meant at a path below it; None where there is no such path, or the key meant is there."""
    if not path:
        return None if isinstance(node.value, dict | list) else node._replace(value=fault.meant)
    part, rest, value = path[0], path[1:], node.value
    if isinstance(value, dict) and isinstance(part, str) and part in value:
        if fault.about_key and not rest:
            meant = str(fault.meant)
            return None if meant in value else _renamed(node, value, part, meant)
        child = _with(value[part], rest, fault)
        return None if child is None else node._replace(value={**value, part: child})
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        child = _with(value[part], rest, fault)
        return None if child is None else node._replace(value=[*value[:part], child, *value[part + 1 :]])
    return None


def _renamed(node: Node, value: dict[str, Node], old: str, new: str) -> Node:
    return node._replace(value={new if key == old else key: child for key, child in value.items()})
