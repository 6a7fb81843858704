"""What is sent, and paid for, without need. Asked when it is said what is needed: `--rules` and `--dashboards`,
`--resolution`; or by its code.

`unused-metric` is kept by name, and no rule or panel that was given looks at it. `unlimited-logs` and
`unsampled-traces` come to a destination all of them. `interval-below-resolution` scrapes more often than is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ..algebra import Language, language
from ..catalog.behaviour import kind
from ..graph.component import Component, refs
from ..languages.fault import LanguageFault, NotModelled
from ..languages.gotime import parse_duration
from ..languages.promql import Selected, selection
from ..queries.expressions import Expression
from ..report.diagnostics import Diagnostic, dotted
from ..simulate import Given, Simulation, Unknown
from ..simulate.evaluate import argument
from ..simulate.places import Source, destinations, origin_of, read_path, sources
from ..syntax.ast import Attribute, Block
from .finding import Case, Finding
from .overlap_takings import names_on_the_way, paths
from .secret_flow import written_by

LISTED = 10
"""Names that a message lists of many."""
LIMITS = ("stage.limit", "stage.sampling", "stage.drop")
LIMITING = ("otelcol.processor.probabilistic_sampler", "otelcol.processor.filter")
SAMPLING = ("otelcol.processor.tail_sampling", "otelcol.processor.probabilistic_sampler")
SPREADS = "otelcol.exporter.loadbalancing"
SCRAPES = ("prometheus.scrape", "pyroscope.scrape")
MADE_BY_SCRAPE = ("up", "scrape_")
"""Metrics that every scrape makes, and that nobody leaves out."""


def check(case: Case) -> Iterator[Finding]:
    """Findings of all four codes; what is not given is not asked."""
    simulations = {made.collector: Simulation(made.graph, Given()) for made in case.built.configurations}
    own = [source for source in sources(case.built) if not source.satellite]
    if case.needs.expressions:
        yield from _unused(case, simulations, own)
    for source in own:
        simulation = simulations[source.collector]
        if "logs" in source.signals and source.component.kind.startswith("loki."):
            yield from _unlimited(simulation, source)
        if source.component.kind in SCRAPES and case.needs.resolution:
            yield from _interval(simulation, source, case.needs.resolution)
    yield from _unsampled(case, simulations, own)


def _unused(case: Case, simulations: Mapping[str, Simulation], own: Sequence[Source]) -> Iterator[Finding]:
    """Metrics that a source keeps by name, and no expression looks at."""
    selectors, unread = _selectors(case.needs.expressions)
    for source in own:
        if source.component.kind != "prometheus.scrape":
            continue
        kept: dict[str, None] = {}
        try:
            for ways in names_on_the_way(simulations[source.collector], source.component).values():
                for inside, outside in ways:
                    kept.update((name, None) for name in _listed(inside, outside))
        except (Unknown, NotModelled, LanguageFault):
            continue
        unused = [name for name in kept if not any(_looks_at(one, name) for one in selectors)]
        if unused:
            yield Finding(_unused_at(source, unused, len(kept)), "unknown" if unread else "proven")


def _selectors(expressions: Sequence[Expression]) -> tuple[tuple[Selected, ...], bool]:
    """What the expressions look at, and whether one could not be read."""
    found: dict[Selected, None] = {}
    unread = False
    for expression in expressions:
        try:
            found.update((one, None) for one in selection(expression.text).selectors)
        except LanguageFault:
            unread = True
    return tuple(found), unread


def _looks_at(selected: Selected, metric: str) -> bool:
    """Whether a selector may select series of a metric."""
    if selected.metric:
        return selected.metric == metric
    for name, operator, value in selected.matchers:
        if name == "__name__" and operator in ("=", "=~"):
            try:
                return value == metric if operator == "=" else metric in language(value)
            except (LanguageFault, NotModelled):
                return True
    return True


def _listed(inside: Sequence[Language], outside: Sequence[Language]) -> Iterator[str]:
    """The names that pass, where a rule lists them. Of patterns among them nobody knows the names."""
    if inside:
        shortest = min(inside, key=lambda one: len(one.words))
        for name in sorted(shortest.words):
            passes = all(name in one for one in inside) and not any(name in one for one in outside)
            if passes and not name.startswith(MADE_BY_SCRAPE):
                yield name


def _unused_at(source: Source, unused: Sequence[str], kept: int) -> Diagnostic:
    some = ", ".join(f"`{name}`" for name in unused[:LISTED])
    more = f" and {len(unused) - LISTED} more" if len(unused) > LISTED else ""
    message = f"{len(unused)} of {kept} metrics that `{source.name}` keeps are in no rule or panel: {some}{more}"
    at = source.at or source.component.origin.path
    section = read_path(origin_of(unused[0]))
    at = section if section[: len(at)] == at else at
    tuning = ("metrics", "tuning") if at[:1] == ("integrations",) else ("metricsTuning",)
    help = f"leave them out with `{dotted((*at, *tuning, 'excludeMetrics'))}`"
    if source.component.origin.written_by_user:
        help = "leave them out of the rule that keeps them"
    return Diagnostic("unused-metric", message, at, help, "warning")


def _unlimited(simulation: Simulation, source: Source) -> Iterator[Finding]:
    """A source of logs of which all lines come to a destination."""
    open_ways = [way for way in paths(simulation, source.component) if not any(map(_limits, way))]
    if open_ways:
        end = open_ways[0][-1].name
        message = f"all logs of `{source.name}` come to `{end}`: nothing limits, samples or drops them"
        help = "add a `stage.limit`, `stage.sampling` or `stage.drop` to its `extraLogProcessingStages`"
        at = source.at or source.component.origin.path
        yield Finding(Diagnostic("unlimited-logs", message, at, help, "warning"))


def _limits(component: Component) -> bool:
    if component.kind in LIMITING:
        return True
    return component.kind == "loki.process" and any(s.name in LIMITS for s in _blocks(component.body))


def _blocks(body: Sequence[Attribute | Block]) -> Iterator[Block]:
    """The blocks of a body, and those in them: stages stand in `stage.match` too."""
    for statement in body:
        if isinstance(statement, Block):
            yield statement
            yield from _blocks(statement.body)


def _unsampled(case: Case, simulations: Mapping[str, Simulation], own: Sequence[Source]) -> Iterator[Finding]:
    """Destinations that all traces come to."""
    graphs = {made.collector: made.graph for made in case.built.configurations}
    named = {(one.collector, one.component.id): one.name for one in destinations(case.built)}
    sampled = {
        satellite.destination
        for satellite in case.built.plan.installation.satellites
        if any(one.kind in SAMPLING for one in graphs[satellite.collector.key].components)
    }
    found: dict[str, dict[str, None]] = {}
    for source in own:
        if "traces" not in source.signals:
            continue
        for way in paths(simulations[source.collector], source.component):
            name = named.get((source.collector, way[-1].id), way[-1].name)
            is_spread = way[-1].kind == SPREADS and name in sampled
            if not is_spread and _takes_traces(way) and not any(one.kind in SAMPLING for one in way):
                found.setdefault(name, {})[source.name] = None
    for name, names in found.items():
        message = f"all traces of {', '.join(f'`{one}`' for one in names)} come to `{name}`: nothing samples them"
        path = ("destinations", name) if name in case.built.plan.installation.destinations else ()
        help = f"turn on `{dotted((*path, 'processors', 'tailSampling', 'enabled'))}`, or sample before it"
        yield Finding(Diagnostic("unsampled-traces", message, path, help, "warning", about_key=True))


def _takes_traces(way: Sequence[Component]) -> bool:
    """Whether a way carries spans: each component on it sends traces to the next."""
    for one, following in pairwise(way):
        outputs = kind(one.kind).outputs
        sent = {path for path, ref in refs(one) if ref.component == following.id}
        if not any("traces" in path or outputs.get(path) == "traces" for path in sent):
            return False
    return True


def _interval(simulation: Simulation, source: Source, resolution: str) -> Iterator[Finding]:
    """A scrape that is more often than the resolution."""
    component = source.component
    try:
        text = str(argument(component.body, "scrape_interval", "", simulation.lookup))
        if not text or parse_duration(text) >= parse_duration(resolution):
            return
    except (Unknown, LanguageFault):
        return
    at, within = written_by(component, "scrape_interval")
    message = f"`{source.name}` is scraped every {text}, and a point every {resolution} is kept"
    help = f"scrape every {resolution}: the points between are paid for and not seen"
    path = at or source.at or component.origin.path
    yield Finding(Diagnostic("interval-below-resolution", message, path, help, "warning", within=within))
