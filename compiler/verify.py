"""Proof that what was printed is what was meant: round trip through the grammar, and flows before and after a pass."""

from __future__ import annotations

from .graph.component import Graph
from .graph.flows import flows
from .graph.resolve import to_body


class InternalError(Exception):
    """A fault of alloyc, never of its input. Says which stage or pass it was."""


def print_graph(graph: Graph) -> str:
    """The graph as Alloy text, in the layout that `alloy fmt` leaves."""
    from .syntax.printer import print_body

    return print_body(to_body(graph))


def verify_text(text: str, graph: Graph) -> None:
    """Parses printed text and compares it with its graph, node for node. Raises InternalError where they differ."""
    from .syntax.parser import parse_body

    printed, meant = parse_body(text), to_body(graph)
    if printed != meant:
        for had, wanted in zip(printed, meant, strict=False):
            if had != wanted:
                name = f"{getattr(wanted, 'name', '?')} {getattr(wanted, 'label', '')!r}"
                raise InternalError(f"printing changed `{name}` of the collector `{graph.collector}`")
        raise InternalError(f"printing lost components of the collector `{graph.collector}`")


def verify_flows(before: Graph, after: Graph, change: str) -> None:
    """Compares the flows of a graph before and after a pass. Raises InternalError, with the pass's name."""
    lost, gained = flows(before) - flows(after), flows(after) - flows(before)
    if lost or gained:
        raise InternalError(
            f"the pass `{change}` changed what the collector `{before.collector}` does: "
            f"{len(lost)} flows lost, {len(gained)} new"
        )
