"""Data that come to a destination where the policy says that they must not.

A datum is of a namespace if it is gathered there; a series, and what is pushed, also if it says so where its source
gives it: by its label `namespace`, by its resource attribute `k8s.namespace.name`. For each way from a source to a
destination that is forbidden, what its rules let by is put together with that: either it contradicts itself, and
nothing can leak this way; or a datum is made, and the simulator is asked whether it arrives.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.component import Component
from ..languages.fault import LanguageFault, NotModelled
from ..report.diagnostics import Diagnostic, dotted
from ..simulate import Simulation, Unknown
from ..simulate.places import Source, destinations, sources
from .finding import Case, Finding
from .label_ways import Undecided
from .overlap_collected import World, given
from .overlap_takings import paths
from .policy import Policy, PolicyRule, forbidden, words
from .tenant_leak_data import Leak, arrives, candidates

CODES = ("tenant-leak",)
_FAULTS = (Unknown, Undecided, NotModelled, LanguageFault)


def check(case: Case) -> Iterator[Finding]:
    """For each rule of the policy and each destination that it forbids, a datum that comes there."""
    if case.policy is None:
        return
    for number, rule in enumerate(case.policy.rules):
        yield from _of_rule(case, case.policy, rule, number)


def _of_rule(case: Case, policy: Policy, rule: PolicyRule, number: int) -> Iterator[Finding]:
    leaking: set[str] = set()
    unknown: dict[str, str] = {}
    for source in sources(case.built):
        if source.satellite:
            continue
        simulation = _simulation(case, source)
        called = {one.component.id: one.name for one in destinations(simulation.graph)}
        not_there = forbidden(rule, case.built.plan.installation.destinations)
        for path in paths(simulation, source.component):
            name = called[path[-1].id]
            if name in not_there and name not in leaking:
                try:
                    leak = _on_the_way(case, simulation, source, path, rule)
                except _FAULTS as fault:
                    unknown.setdefault(name, f"{_name(source)}: {fault}")
                    continue
                if leak is not None:
                    leaking.add(name)
                    yield Finding(_told(case, policy, rule, number, source, name, leak))
    for name, reason in unknown.items():
        if name not in leaking:
            message = f"nobody can tell whether `{words(rule)}` holds at `{name}`: {reason}"
            yield Finding(_at(policy, number, message, ""), "unknown")


def _on_the_way(
    case: Case, simulation: Simulation, source: Source, path: tuple[Component, ...], rule: PolicyRule
) -> Leak | None:
    """A datum that comes through; None where it is proven that there is none. Raises Undecided and others."""
    reason = ""
    for candidate in candidates(case, simulation, source, path, rule):
        if isinstance(candidate, str):
            reason = reason or candidate
            continue
        leak = arrives(case, source, path, rule, candidate)
        if isinstance(leak, Leak):
            return leak
        reason = reason or leak
    if reason:
        raise Undecided(reason)
    return None


def _simulation(case: Case, source: Source) -> Simulation:
    graph = next(made.graph for made in case.built.configurations if made.collector == source.collector)
    return Simulation(graph, given(World(case.objects), case))


def _told(
    case: Case, policy: Policy, rule: PolicyRule, number: int, source: Source, destination: str, leak: Leak
) -> Diagnostic:
    span = case.values.locate(source.at) if source.at else None
    where = f" ({span.file}:{span.line})" if span else ""
    message = f"`{words(rule)}` does not hold: {_name(source)}{where} brings {leak.shown} to `{destination}`"
    return _at(policy, number, message, f"drop it before `{destination}`, or send {_name(source)} elsewhere")


def _at(policy: Policy, number: int, message: str, help: str) -> Diagnostic:
    return Diagnostic("tenant-leak", message, (), help, "warning", policy.place("rules", number))


def _name(source: Source) -> str:
    return f"`{dotted(source.at) or source.component.name}`"
