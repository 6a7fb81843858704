"""Whether Alloy takes what a build prints: the typed checks, with every fault at its place in the values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..graph.component import Graph, refs
from ..graph.contributions import children, contributions, own_contributions
from ..planning.collectors import Collector, stability
from ..planning.installation import Installation
from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, dotted
from ..syntax.ast import Block, Body, Literal

if TYPE_CHECKING:
    from ..typecheck.fault import Fault


STABILITY_LEVEL = ("alloy", "stabilityLevel")
"""Where a collector's settings have it."""
PASSED_ON = ("deprecated-function",)
"""Warnings that a build passes on, where they are about what a user wrote."""


def alloy_faults(graph: Graph, body: Body, collector: Collector, installation: Installation) -> list[Diagnostic]:
    """What Alloy has against the configuration `body` of a graph, each fault once, with its path in the values.

    Errors all count; of the warnings only those that a user can do something about.
    """
    from ..catalog import STABILITIES
    from ..typecheck import faults, unknown_stability

    level, told = stability(collector), []
    if level not in STABILITIES:
        told = [replace(unknown_stability(level), path=(*collector.path, *STABILITY_LEVEL))]
        level = STABILITIES[-1]
    found = [
        fault
        for fault in faults(body, version=installation.alloy_version, stability=level)
        if fault.severity == "error" or fault.code in PASSED_ON
    ]
    return [*told, *placed(found, graph, body, collector)]


def once(faults: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The faults, of those of a kind at the same value the first: several components may be made of it."""
    found: dict[tuple[object, ...], Diagnostic] = {}
    for fault in faults:
        found.setdefault((fault.code, fault.path, fault.within) if fault.path else (fault,), fault)
    return list(found.values())


def placed(faults: Sequence[Fault], graph: Graph, body: Body, collector: Collector) -> list[Diagnostic]:
    """Faults of the configuration `body` of a graph, each once, with their paths in the values."""
    if not faults:
        return []
    enclosing = {id(node): around for component, block in zip(graph.components, body, strict=True)
                 for node, around in _with_enclosing(block, (component,))}  # fmt: skip
    found = (_placed(fault, enclosing.get(id(fault.node), ()), collector) for fault in faults)
    return list(dict.fromkeys(fault for fault in found if fault is not None))


def _with_enclosing(node: Any, around: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every node below and including this one, each with the component and the nodes that it stands in."""
    yield node, around
    for inner in children(node):
        yield from _with_enclosing(inner, (*around, node))


def _placed(fault: Fault, around: tuple[Any, ...], collector: Collector) -> Diagnostic | None:
    """The fault at what made its node; None for a warning that says nothing to the user."""
    level = (*collector.path, *STABILITY_LEVEL)
    help = fault.help.replace("run Alloy with `--stability.level=", f"set `{dotted(level)}: ")
    found = Diagnostic(fault.code, fault.message, level, help, fault.severity)
    if fault.node is None or not around:
        return found
    by = _blamed(fault, around)
    if by is not None and by.kind == "value":
        message = _of_part(fault, by) or fault.message
        return replace(found, message=message, path=by.path, within=by.at, about_key=by.key)
    if fault.severity == "warning":
        return None
    component = around[0]
    if by is not None and by.path != component.origin.path:
        return replace(found, message=f"{fault.message}; it is what `{dotted(by.path)}` becomes", path=by.path)
    where = f", in `{component.name}` of the collector `{collector.key}`"
    return replace(found, message=fault.message + where, path=component.origin.path)


def _blamed(fault: Fault, around: tuple[Any, ...]) -> Contribution | None:
    """What to point at: the part of a text where the fault is, else what made the node or something in it, a value
    before what a unit chose, else what made the nearest node around it."""
    node = fault.node
    assert node is not None
    if fault.offset is not None and isinstance(node, Literal):
        for start, end, by in node.parts:
            if start <= fault.offset < max(end, start + 1) and by.kind == "value":
                return replace(by, at=by.at or _point(node, fault.offset - start, start, end))
    if fault.code == "invalid-regex" and isinstance(node, Literal) and (broken := _broken_pattern(node)) is not None:
        return broken
    for made in (contributions(node), *(tuple(own_contributions(outer)) for outer in reversed(around[2:]))):
        if made:
            return next((by for by in made if by.kind == "value"), made[0])
    # What a component as a whole is there for says nothing of a fault in it, unless the user wrote all of it.
    return next((by for by in own_contributions(around[1]) if by.at is not None), None) if len(around) > 1 else None


def _broken_pattern(literal: Literal) -> Contribution | None:
    """The least value in a pattern that alone is none: RE2 does not say where a pattern is at fault."""
    from ..typecheck.texts import regex_fault

    text = str(literal.value)
    parts = sorted((part for part in literal.parts if part.by.kind == "value"), key=lambda part: part.end - part.start)
    return next((part.by for part in parts if regex_fault(text[part.start : part.end]) is not None), None)


def _of_part(fault: Fault, by: Contribution) -> str | None:
    """What is wrong with the part of a pattern that a value gave: the whole may be very long."""
    from ..typecheck.texts import regex_fault

    if fault.code != "invalid-regex" or not isinstance(fault.node, Literal):
        return None
    text = str(fault.node.value)
    parts = (text[part.start : part.end] for part in fault.node.parts if part.by == by)
    return next((reason for part in parts if (reason := regex_fault(part)) is not None), None)


def _point(literal: Literal, offset: int, start: int, end: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of a part of a text, counted in the part."""
    before = str(literal.value)[start:end][:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def check_version(version: str) -> list[Diagnostic]:
    """Whether the catalog knows a version of Alloy."""
    from ..catalog import number
    from ..typecheck import unknown_version

    return [] if number(version) is not None else [unknown_version(version)]


def fit_graph(graph: Graph, version: str) -> Graph:
    """The graph without attributes that a version does not know and that change nothing: they only say the default, or
    stand in an entry that nothing in the graph feeds."""
    from ..catalog import number
    from ..typecheck.fitting import fit_component

    minor = number(version)
    assert minor is not None, "an unknown version is refused before anything is built"
    fed = {ref.component for component in graph.components for _, ref in refs(component)}
    components = []
    for component in graph.components:
        fitted = fit_component(Block(component.kind, component.label, component.body), minor)
        assert isinstance(fitted, Block)
        body = fitted.body
        if component.entry and component.id not in fed and not component.origin.written_by_user:
            body = _known(component.kind, body, minor)
        components.append(component.with_body(body))
    return graph.with_components(tuple(components))


def _known(kind: str, body: Body, version: int) -> Body:
    """The statements of a component's body without those that only other versions know."""
    from ..catalog import load

    spec = load(kind, version)
    absent = spec.body.absent if spec is not None else {}
    return tuple(statement for statement in body if statement.name not in absent)
