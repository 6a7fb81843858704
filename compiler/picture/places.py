"""What made a component: lines of the values, defaults, presets. All that pictures know of provenance is here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..graph.component import Component
from ..graph.contributions import contributions
from ..report.contribution import Contribution
from ..report.diagnostics import Path, Span, dotted
from ..syntax.ast import Block
from ..values.load import Values
from ..values.tree import Node, find
from .model import Place


def places_of(block: Block, values: Values, texts: Sequence[str]) -> tuple[Place, ...]:
    """The lines of the values that made a component or a rule of it; `texts` are the names of the texts that the
    picture has."""
    found = (_place(by, values, texts) for by in contributions(block) if by.kind == "value")
    return tuple(sorted({place for places in found for place in places}, key=lambda p: (p.text, p.first, p.last)))


def defaults_of(component: Component) -> tuple[str, ...]:
    """What made a component beside the values: the options whose defaults it has, and the entries of presets."""
    own = component.origin.path
    made = contributions(component.block())
    options = (dotted(by.path) for by in made if by.kind == "unit" and by.path != own)
    entries = (f"presets/{by.file}: {dotted(by.path)}" for by in made if by.kind == "preset")
    return tuple(dict.fromkeys((*options, *entries)))


def _place(by: Contribution, values: Values, texts: Sequence[str]) -> tuple[Place, ...]:
    if by.at is None:
        return places_at(by.path, values, texts)
    return _of_span(values.locate_within(by.path, *by.at), texts)


def _of_span(span: Span | None, texts: Sequence[str]) -> tuple[Place, ...]:
    return (Place(texts.index(span.file), span.line, span.line),) if span and span.file in texts else ()


def places_at(path: Path, values: Values, texts: Sequence[str]) -> tuple[Place, ...]:
    """The lines of the value at a path, with those of its key; where it is not written, those of what holds it."""
    node, exact = find(values.root, path)
    if node is values.root:
        return ()
    first, last = _lines(node)
    name = (node.key or node.extent).source.file
    return (Place(texts.index(name), first, last if exact else first),) if name in texts else ()


def places_in_file(block: Block, text: int) -> tuple[Place, ...]:
    """The lines of a block that was read from an Alloy file."""
    at = block.at
    return (Place(text, at.line, at.end_line),) if at else ()


def _lines(node: Node) -> tuple[int, int]:
    source, start, end = node.extent
    if node.key is not None and node.key.source is source:
        start = min(start, node.key.start)
    written = source.text[start:end].rstrip()
    starts = source.line_starts
    return bisect_right(starts, start), bisect_right(starts, start + max(0, len(written) - 1))
