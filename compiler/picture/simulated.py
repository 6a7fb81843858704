"""The evaluator of questions: the simulation, with nothing given but what is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..graph.component import Component, Graph
from ..simulate.data import Datum
from ..simulate.flow import run
from ..simulate.simulation import Simulation
from ..simulate.trace import Trace, Unknown
from .answers import Evaluate

AS_THEY_ARE: Mapping[str, str] = {}
"""A target without an address: a series or line that comes from it has the labels that the question gives it."""


def evaluator() -> Evaluate:
    """An evaluator that remembers what it found out about each graph."""
    simulations: dict[str, Simulation] = {}

    def evaluate(graph: Graph, source: Component, datum: Datum) -> Iterable[Trace]:
        simulation = simulations.setdefault(graph.collector, Simulation(graph))
        try:
            return run(simulation, source, datum, AS_THEY_ARE)
        except Unknown as reason:
            return (Trace(datum, unknown=str(reason), ended=source),)

    return evaluate
