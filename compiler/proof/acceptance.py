"""Whether Alloy takes what a build prints: the typed checks, with every fault at its place in the values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..graph.component import Graph, refs
from ..planning.collectors import Collector, stability
from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic
from ..syntax.ast import Block, Body, File


def alloy_faults(
    graph: Graph, body: Body, collector: Collector, installation: Installation, data: Mapping[str, Any]
) -> list[Diagnostic]:
    """What Alloy has against the configuration `body` of a graph, each fault once, with its path in the values `data`.

    Errors all count; of the warnings only those that a user can do something about.
    """
    if not any(_tells(fault) for fault in _check(collector, installation, body)):
        return []
    from .trace import traced_faults

    return traced_faults(graph, body, collector, installation, data, partial(_check, collector, installation))


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


def _check(collector: Collector, installation: Installation, body: Body) -> list[Diagnostic]:
    from ..typecheck import check

    return check(File(body), source="", version=installation.alloy_version, stability=stability(collector))


def _tells(fault: Diagnostic) -> bool:
    return fault.severity == "error" or (fault.code == "deprecated-function" and fault.span is not None)
