"""Proof that what was printed is what was meant: round trip through the grammar, and flows before and after a pass."""

from __future__ import annotations

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


def verify_text(text: str, meant: Body, collector: str) -> None:
    """Parses printed text and compares it with what it was printed from, node for node. Raises InternalError, with the
    collector's name, where they differ."""
    from ..syntax.parser import parse_body

    printed = parse_body(text, positions=False)
    if printed != meant:
        for had, wanted in zip(printed, meant, strict=False):
            if had != wanted:
                name = f"{getattr(wanted, 'name', '?')} {getattr(wanted, 'label', '')!r}"
                raise InternalError(f"printing changed `{name}` of the collector `{collector}`")
        raise InternalError(f"printing lost components of the collector `{collector}`")


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
