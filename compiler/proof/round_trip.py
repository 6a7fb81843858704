"""Proof that what was printed is what was meant: round trip through the grammar, and flows before and after a pass."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..graph.component import Graph
from ..graph.flows import Flow, flows
from ..graph.resolve import to_body
from ..syntax.ast import Body


class InternalError(Exception):
    """A fault of alloyc, never of its input. Says which stage or pass it was."""


def print_graph(graph: Graph) -> str:
    """The graph as Alloy text, in the layout that `alloy fmt` leaves."""
    from ..syntax.printer import print_body

    return print_body(to_body(graph))


def verify_pieces(pieces: Sequence[str], meant: Body, collector: str) -> None:
    """Parses the text of each block and compares it with what it was printed from, node for node. Raises InternalError,
    with the collector's name, where they differ.

    A whole configuration is its blocks, each on lines of its own, so that it is parsed where all of them are.
    """
    for text, block in zip(pieces, meant, strict=True):
        if _parsed(text) != (block,):
            name = f"{getattr(block, 'name', '?')} {getattr(block, 'label', '')!r}"
            raise InternalError(f"printing changed `{name}` of the collector `{collector}`")


@lru_cache(maxsize=2048)
def _parsed(text: str) -> Body:
    """The tree of a block's text. Collectors have many blocks alike, and so do the clusters of a fleet."""
    from ..syntax.parser import parse_body

    return parse_body(text, positions=False)


def verify_flows(before: frozenset[Flow], graph: Graph, change: str) -> frozenset[Flow]:
    """Compares the flows that there were with those of a graph after a pass, and gives the latter. Raises
    InternalError, with the pass's name, where they differ."""
    after = flows(graph)
    lost, gained = before - after, after - before
    if lost or gained:
        raise InternalError(
            f"the pass `{change}` changed what the collector `{graph.collector}` does: "
            f"{len(lost)} flows lost, {len(gained)} new"
        )
    return after
