"""A datum through a graph: from the component where it is given to every end that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ..graph.component import Component, refs_of
from ..syntax.ast import Attribute, Block, Expr
from .data import Datum, Target
from .simulation import Simulation
from .sinks import sink_of
from .steps import FORWARD, Work, step_of
from .target_flow import target_traces
from .trace import Record, Step, Trace, Unknown


def run(
    simulation: Simulation, component: Component, datum: Datum, target: Mapping[str, str] | None = None
) -> tuple[Trace, ...]:
    """The ways of a datum that a component is given, a trace for each end, in the order of the graph.

    A target is given to the component that found it. A series that a scrape is given is as the target exposes it, a
    line that a source is given as it was written; `target` is the target that it comes from, as discovery found it or
    as it is scraped. Where that has no `__address__`, its labels are taken as they are. Without one, a component that
    has just one target takes that.
    """
    if isinstance(datum, Target):
        return tuple(target_traces(simulation, component, datum))
    return run_together(simulation, component, [datum], target)


def run_together(
    simulation: Simulation, component: Component, data: Sequence[Datum], target: Mapping[str, str] | None = None
) -> tuple[Trace, ...]:
    """The ways of data that belong together, as the lines of one log do; each trace has the steps of all of them."""
    traces: list[Trace] = []

    def end(steps: tuple[Step, ...], ended: Component, arrived: Arrived, unknown: str) -> None:
        traces.append(Trace(data[0], steps, arrived, unknown, ended))

    _follow(_Way(simulation, end, True), component, data, (), (component.id,), target)
    return tuple(traces)


@dataclass
class Delivered:
    """Where many data came to: what arrived at each sink, how many ended at each component without, and why it is not
    known of how many."""

    arrived: list[tuple[Component, Datum]] = field(default_factory=list)
    dropped: dict[int, int] = field(default_factory=dict)
    unknown: list[tuple[Component, str]] = field(default_factory=list)


def deliver(
    simulation: Simulation, component: Component, data: Sequence[Datum], target: Mapping[str, str] | None = None
) -> Delivered:
    """Many data at once, of one target, in order, without steps: what `run` says of each, faster. Lines of one log
    belong together: stages that join lines see them one after the other."""
    delivered = Delivered()

    def end(steps: tuple[Step, ...], ended: Component, arrived: Arrived, unknown: str) -> None:
        if unknown:
            delivered.unknown.append((ended, unknown))
        elif arrived:
            delivered.arrived.extend(arrived)
        else:
            delivered.dropped[ended.id] = delivered.dropped.get(ended.id, 0) + 1

    _follow(_Way(simulation, end, False), component, data, (), (component.id,), target)
    return delivered


Arrived: TypeAlias = tuple[tuple[Component, Datum], ...]
End: TypeAlias = Callable[[tuple[Step, ...], Component, Arrived, str], None]


@dataclass(frozen=True)
class _Way:
    simulation: Simulation
    end: End
    recorded: bool


def _follow(
    way: _Way,
    component: Component,
    data: Sequence[Datum],
    steps: tuple[Step, ...],
    path: tuple[int, ...],
    target: Mapping[str, str] | None = None,
) -> None:
    """Gives data to a component, and what comes out to those that it sends to."""
    told: list[Step] = []
    record: Record | None = told.append if way.recorded else None
    try:
        sink = sink_of(component.kind)
        if sink is not None:
            _arrive(way, component, [(d, list(sink(way.simulation, component, d, record))) for d in data], steps, told)
            return
        out = list(step_of(component.kind)(Work(way.simulation, component, data, target, record)))
    except Unknown as reason:
        way.end((*steps, *told), component, (), str(reason))
        return
    steps = (*steps, *told)
    for _ in range(len(data) - len(out)):
        _drop(way, component, data[0], steps)
    for slot in dict.fromkeys(slot for slot, _ in out):
        _send(way, component, slot, [datum for its, datum in out if its == slot], steps, path)


def _send(
    way: _Way, component: Component, slot: str, data: list[Datum], steps: tuple[Step, ...], path: tuple[int, ...]
) -> None:
    receivers = list(receivers_of(way.simulation, component, slot))
    if not receivers:
        for datum in data:
            reason = f"`{component.name}` sends it nowhere"
            way.end((*steps, Step(component, None, datum, (), reason)), component, (), "")
    for receiver in receivers:
        if receiver.id in path:
            way.end(steps, receiver, (), "components feed each other in a cycle")
        else:
            _follow(way, receiver, data, steps, (*path, receiver.id))


def _arrive(
    way: _Way,
    component: Component,
    found: list[tuple[Datum, list[Datum]]],
    steps: tuple[Step, ...],
    told: list[Step],
) -> None:
    steps = (*steps, *told)
    for datum, arrived in found:
        for one in arrived:
            way.end(steps, component, ((component, one),), "")
        if not arrived:
            _drop(way, component, datum, steps)


def _drop(way: _Way, component: Component, datum: Datum, steps: tuple[Step, ...]) -> None:
    """Ends a way with the step that dropped the datum; where no rule or stage did, the component as a whole."""
    if way.recorded and not (steps and not steps[-1].after):
        steps = (*steps, Step(component, None, datum, ()))
    way.end(steps, component, (), "")


def receivers_of(simulation: Simulation, component: Component, slot: str) -> Iterator[Component]:
    """The components that an output sends to, in order, each as often as it is named."""
    for expression in _outputs(component, slot):
        for ref in refs_of(expression):
            yield simulation.component(ref.component)


def _outputs(component: Component, slot: str) -> Iterator[Expr]:
    if slot == FORWARD:
        forwarded = component.argument(FORWARD)
        if forwarded is not None:
            yield forwarded
        return
    for statement in component.body:
        if isinstance(statement, Block) and statement.name == "output":
            yield from (s.value for s in statement.body if isinstance(s, Attribute) and s.name == slot)


def find(simulation: Simulation, name: str) -> Component:
    """The component of a name, `prometheus.scrape.kubelet`; where several have it, with the modules that it is in.
    Raises KeyError."""
    from ..graph.read import running_id

    found = [c for c in simulation.graph.components if name in (c.name, running_id(c))]
    if len(found) != 1:
        raise KeyError(name)
    return found[0]
