"""Which lines made a component. All that pictures know of provenance is here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..diagnostics import Path
from ..graph.component import Component
from ..syntax.ast import Block
from ..values.load import Values
from ..values.tree import Node, find
from .model import Place


def places_of(component: Component, values: Values, texts: Sequence[str]) -> tuple[Place, ...]:
    """The lines of the values that made a component; `texts` are the names of the texts that the picture has."""
    return places_at(component.origin.path, values, texts)


def places_at(path: Path, values: Values, texts: Sequence[str]) -> tuple[Place, ...]:
    """The lines of the value at a path, with those of its key; where it is not written, those of what holds it."""
    node, exact = find(values.root, path)
    if node is values.root:
        return ()
    first, last = _lines(node)
    name = (node.key or node.extent).source.file
    return (Place(texts.index(name), first, last if exact else first),) if name in texts else ()


def places_in_file(block: Block, text: int) -> tuple[Place, ...]:
    """The lines of a block of an Alloy file."""
    at = block.at
    return (Place(text, at.line, at.end_line),) if at else ()


def _lines(node: Node) -> tuple[int, int]:
    source, start, end = node.extent
    if node.key is not None and node.key.source is source:
        start = min(start, node.key.start)
    written = source.text[start:end].rstrip()
    starts = source.line_starts
    return bisect_right(starts, start), bisect_right(starts, start + max(0, len(written) - 1))
