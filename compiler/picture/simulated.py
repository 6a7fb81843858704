"""The evaluator of questions: the simulation, with nothing given but what is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..graph.component import Component, Graph
from ..simulate.data import Datum, Target
from ..simulate.flow import run
from ..simulate.given import Given
from ..simulate.simulation import Simulation
from ..simulate.targets import targets_of
from ..simulate.trace import Step, Trace, Unknown
from ..why.pods import NODE, pod_of
from .answers import Evaluate, is_pod

AS_THEY_ARE: Mapping[str, str] = {}
"""A target without an address: a series or line that comes from it has the labels that the question gives it."""
_ENVIRONMENT = dict.fromkeys(("HOSTNAME", "NODE_NAME", "K8S_NODE_NAME"), NODE)


def evaluator() -> Evaluate:
    """An evaluator that remembers what it found out about each graph."""
    simulations: dict[str, Simulation] = {}

    def evaluate(graph: Graph, source: Component, datum: Datum) -> Iterable[Trace]:
        known = simulations.setdefault(graph.collector, Simulation(graph, Given(environment=_ENVIRONMENT)))
        try:
            if isinstance(datum, Target) and is_pod(source, datum):
                return tuple(_of_pod(graph, source, datum))
            return run(known, source, datum, AS_THEY_ARE)
        except Unknown as reason:
            return (Trace(datum, unknown=str(reason), ended=source),)

    return evaluate


def _of_pod(graph: Graph, source: Component, pod: Target) -> Iterator[Trace]:
    """The ways of the targets that a discovery makes of a pod with these labels. Raises Unknown."""
    given = Given(pod_of(pod.labels), _ENVIRONMENT, namespace=pod.labels.get("namespace", "default"))
    simulation = Simulation(graph, given)
    found = targets_of(simulation, source)
    for target in found:
        yield from run(simulation, source, Target(target))
    if not found:
        yield Trace(pod, (Step(source, None, pod, (), "it does not find the pod"),), (), "", source)
