"""A target through a graph: from what found it, through rules, to what scrapes or reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..graph.component import Component, refs_of
from ..syntax.ast import Array, Attribute, Block, Call, Expr, Name, Ref
from .data import Target
from .monitors import monitored
from .relabel import relabel
from .scrape import prepare, scrape_of
from .trace import Step, Trace, Unknown

if TYPE_CHECKING:
    from .simulation import Simulation

_EXPORTED = ("output", "targets")
_TAKEN = ("targets", "path_targets")
"""What components call the targets that they give and take."""


def follow_target(
    simulation: Simulation,
    component: Component,
    target: Target,
    steps: tuple[Step, ...] = (),
    path: tuple[int, ...] = (),
) -> Iterator[tuple[tuple[Step, ...], Component, Target | None, str]]:
    """For each end: the steps, the component, the target as it arrives or None, and why it is unknown."""
    if component.id in path:
        yield steps, component, None, "components feed each other in a cycle"
        return
    told: list[Step] = []
    try:
        if component.kind.startswith("prometheus.operator."):
            yield from list(_to_monitors(simulation, component, target))
            return
        found = _passed(simulation, component, target, told.append)
    except Unknown as reason:
        yield steps, component, None, str(reason)
        return
    steps = (*steps, *told)
    if found is None:
        yield steps, component, None, ""
    elif component.kind != "discovery.relabel" and path:
        yield steps, component, found, ""
    else:
        yield from _to_readers(simulation, component, found, steps, (*path, component.id))


def _to_monitors(
    simulation: Simulation, component: Component, target: Target
) -> Iterator[tuple[tuple[Step, ...], Component, Target | None, str]]:
    """An end for each monitor that finds the target: scraped, or dropped by a rule of the monitor."""
    finding = [one.scrape for one in monitored(simulation, component) if target.labels in one.targets]
    if not finding:
        raise Unknown(f"no object that `{component.name}` watches finds this target")
    for scrape in finding:
        told: list[Step] = []
        labels = prepare(scrape, target.labels, told.append)
        steps = tuple(replace(step, component=component) for step in told)
        yield steps, component, None if labels is None else Target(labels), ""


def _to_readers(
    simulation: Simulation, component: Component, target: Target, steps: tuple[Step, ...], path: tuple[int, ...]
) -> Iterator[tuple[tuple[Step, ...], Component, Target | None, str]]:
    readers = list(_readers(simulation, component))
    if not readers:
        reason = f"nothing reads the targets of `{component.name}`"
        yield (*steps, Step(component, None, target, (), reason)), component, None, ""
    for reader, expression in readers:
        if _is_plain(expression):
            yield from follow_target(simulation, reader, target, steps, path)
        else:
            yield steps, reader, None, f"`{reader.name}` makes other targets of those that it is given"


def _passed(
    simulation: Simulation, component: Component, target: Target, record: Callable[[Step], None]
) -> Target | None:
    """The target after a component: relabelled, or with the labels that it is scraped with."""
    if component.kind == "discovery.relabel":
        rules = simulation.rules(component, "discovery")
        kept = relabel(rules, target.labels, _teller(component, record))
        return None if kept is None else Target(kept)
    if component.kind == "prometheus.scrape":
        labels = prepare(scrape_of(simulation, component), target.labels)
        after = None if labels is None else replace(target, labels=labels)
        reason = "it has no address" if after is None else ""
        record(Step(component, None, target, () if after is None else (after,), reason))
        return after
    return target


def _teller(
    component: Component, record: Callable[[Step], None]
) -> Callable[[Block, Mapping[str, str], Mapping[str, str] | None], None]:
    def tell(rule: Block, before: Mapping[str, str], after: Mapping[str, str] | None) -> None:
        record(Step(component, rule, Target(before), () if after is None else (Target(after),)))

    return tell


def _readers(simulation: Simulation, source: Component) -> Iterator[tuple[Component, Expr]]:
    """The components that take another's targets, and the argument that they take them in. One that enriches looks
    things up there, and takes none."""
    for component in simulation.graph.components:
        if not component.kind.endswith(".enrich"):
            taken = (s.value for s in component.body if isinstance(s, Attribute) and s.name in _TAKEN)
            yield from ((component, value) for value in taken if _reads(value, source))


def _reads(expression: Expr, source: Component) -> bool:
    return any(ref.component == source.id and ref.export in _EXPORTED for ref in refs_of(expression))


def _is_plain(expression: Expr) -> bool:
    """Whether an argument takes targets as they are: a reference, or lists joined."""
    match expression:
        case Ref() | Array():
            return True
        case Call(Name(("array", "concat") | ("concat",)), arguments):
            return all(map(_is_plain, arguments))
    return False


def target_traces(simulation: Simulation, component: Component, target: Target) -> Iterator[Trace]:
    """The ways of a target, from the component that found it."""
    for steps, ended, arrived, unknown in follow_target(simulation, component, target):
        yield Trace(target, steps, () if arrived is None else ((ended, arrived),), unknown, ended)
