"""Every stage, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .graph.annotate import Comments, annotated
from .graph.component import Graph
from .graph.flows import Flow, flows
from .graph.resolve import check_names, to_body
from .lowering.lower import lower, lower_satellite
from .lowering.replacement import replace_components
from .passes import PASSES, Pass
from .planning.collectors import Collector
from .planning.installation import Installation, Release
from .planning.plan import Plan, plan
from .planning.read import read_installation
from .proof.acceptance import alloy_faults, check_version, fit_graph, once
from .proof.refused import faults_of_refused
from .proof.round_trip import print_graph, verify_flows, verify_pieces
from .report.diagnostics import Diagnostic, Refused, Span, refuse
from .report.record import dataclass
from .values.meant import as_meant
from .values.options import UnknownKeys
from .values.placed import bare_tree
from .values.reference import ALLOY_VERSION
from .values.spellings import additions, current

if TYPE_CHECKING:
    from .values.load import Values

MENDED = 5
"""How often misspelt keys and names are mended, to look for those behind them."""


@dataclass(frozen=True)
class Settings:
    """How to compile, as the command line says it."""

    release: Release = field(default_factory=Release)
    level: int = 1
    verify: bool = True
    measure: bool = False
    unknown_keys: UnknownKeys = "error"
    alloy_version: str = ALLOY_VERSION
    comments: Comments = "origin"
    strict_chart: bool = False
    """Refuse what the chart itself would not take, or would pass over."""
    warn: bool = True
    """Look for what has no effect. What is built, and whether it is, is the same without; of a refusal less is said."""


@dataclass(frozen=True)
class PassReport:
    """What a pass did to one collector's graph."""

    name: str
    components_before: int
    components_after: int
    seconds: float
    bytes_saved: int = 0


@dataclass(frozen=True)
class Configuration:
    """The configuration of one collector: its graph as it was printed, and the text.

    A satellite is a collector that a destination brings, not the values.
    """

    collector: str
    graph: Graph
    text: str
    passes: tuple[PassReport, ...] = ()
    satellite: bool = False


@dataclass(frozen=True)
class Compilation:
    """What a build gives: the plan, a configuration for each enabled collector, and what to warn of."""

    plan: Plan
    configurations: tuple[Configuration, ...]
    warnings: tuple[Diagnostic, ...] = field(default=())

    @property
    def secrets(self) -> list[dict[str, Any]]:
        """The Kubernetes Secrets that hold what the configurations read from Secrets made of values."""
        from .planning.secret_objects import secret_objects

        found: list[dict[str, Any]] = bare_tree(secret_objects(self.plan.installation))
        return found


def compile_values(values: Values, settings: Settings = Settings()) -> Compilation:
    """Values to verified configurations. Raises Refused with every fault, each with its place."""
    values, added = _current(values)
    try:
        return _compile(values, settings, added)
    except Refused as refused:
        raise Refused(place(refused.diagnostics, values)) from None


def plan_values(values: Values, settings: Settings = Settings()) -> Plan:
    """Values to a plan. Raises Refused with every fault, each with its place."""
    values, added = _current(values)
    try:
        planned = _planned(values, settings, added)
    except Refused as refused:
        raise Refused(place((*values.warnings, *refused.diagnostics), values)) from None
    return replace(planned, warnings=place((*values.warnings, *planned.warnings), values))


def _current(values: Values) -> tuple[Values, tuple[Diagnostic, ...]]:
    """The values as version 4 spells them, and, each at its place, what is an addition of ours to the chart's."""
    try:
        return current(values), place(tuple(additions(values.data)), values)
    except Refused as refused:
        raise Refused(place(refused.diagnostics, values)) from None


def _planned(values: Values, settings: Settings, added: Sequence[Diagnostic]) -> Plan:
    """The plan. Raises Refused; with what is wrong in the raw Alloy of the values too, where that is verified."""
    if settings.alloy_version != ALLOY_VERSION:
        refuse(check_version(settings.alloy_version))
    planned = _read_and_planned(values, settings)
    if settings.strict_chart:
        added = [replace(addition, severity="error") for addition in added]
    if any(fault.severity == "error" for fault in (*added, *planned.warnings)):
        raise Refused((*added, *(_every_fault(values, planned, settings) if settings.warn else planned.warnings)))
    return replace(planned, warnings=(*added, *planned.warnings))


def _read_and_planned(values: Values, settings: Settings) -> Plan:
    reading = read_installation(values.data, settings.release, settings.unknown_keys, settings.alloy_version)
    return plan(reading, settings.warn)


def _every_fault(values: Values, planned: Plan, settings: Settings) -> Iterator[Diagnostic]:
    """The faults of values that are refused, each at its place, those too that stand behind a misspelt key or name."""
    for _ in range(MENDED):
        meant, mended = as_meant(values, planned.warnings)
        if not mended:
            break
        yield from place(mended, values)
        values = meant
        planned = _read_and_planned(values, settings)
    faults = faults_of_refused(planned, values) if settings.verify else []
    yield from place((*planned.warnings, *faults), values)


def _compile(values: Values, settings: Settings, added: Sequence[Diagnostic]) -> Compilation:
    planned = _planned(values, settings, added)
    lowered = [lower(collector, planned.installation) for collector in planned.collectors]
    graphs, faults = replace_components(lowered, planned.installation.replace_component, planned.modules)
    satellites = [lower_satellite(satellite, planned.installation) for satellite in planned.installation.satellites]
    collectors = (*(c.collector for c in planned.collectors), *(s.collector for s in planned.installation.satellites))
    for graph in (*graphs, *satellites):
        faults += check_names(graph)
    refuse(faults)
    found = [
        _configuration(graph, collector, planned.installation, values, settings)
        for graph, collector in zip((*graphs, *satellites), collectors, strict=True)
    ]
    noted = refuse(once(fault for _, faults in found for fault in faults))
    warnings = place((*values.warnings, *planned.warnings, *noted), values)
    return Compilation(planned, tuple(configuration for configuration, _ in found), warnings)


def _configuration(
    graph: Graph, collector: Collector, installation: Installation, values: Values, settings: Settings
) -> tuple[Configuration, list[Diagnostic]]:
    """A configuration, and what Alloy has against it."""
    from .syntax.printer import print_blocks

    optimized, reports = optimize(graph, PASSES[settings.level], settings.verify, settings.measure)
    if settings.alloy_version != ALLOY_VERSION:
        optimized = fit_graph(optimized, settings.alloy_version)
    body = to_body(annotated(optimized, settings.comments, values.locate))
    pieces = print_blocks(body)
    faults = []
    if settings.verify:
        verify_pieces(pieces, body, graph.collector)
        faults = alloy_faults(optimized, body, collector, installation)
    satellite = graph.collector not in installation.collectors
    return Configuration(graph.collector, optimized, "\n".join(pieces) or "\n", reports, satellite), faults


def optimize(
    graph: Graph, passes: Sequence[Pass], verify: bool, measure: bool = False
) -> tuple[Graph, tuple[PassReport, ...]]:
    """Runs passes in order. With `verify`, each that changed the graph must have kept its flows; with `measure`, the
    reports say how much shorter the text became."""
    reports = []
    known: frozenset[Flow] | None = None
    for change in passes:
        start = perf_counter()
        after = change(graph)
        seconds = perf_counter() - start
        saved = len(print_graph(graph).encode()) - len(print_graph(after).encode()) if measure else 0
        reports.append(PassReport(change.__name__, len(graph.components), len(after.components), seconds, saved))
        if verify and after != graph:
            known = verify_flows(flows(graph) if known is None else known, after, change.__name__)
        graph = after
    return graph, tuple(reports)


def place(diagnostics: Sequence[Diagnostic], values: Values) -> tuple[Diagnostic, ...]:
    """The diagnostics with their places in the user's files. What is missing at the top is missing in the first one."""
    start = Span(next(iter(values.sources), "values"), 1, 1)
    return tuple(d if d.span else replace(d, span=start) for d in values.place(diagnostics))
