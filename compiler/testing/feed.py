"""Gives the data of a test to the sources that would gather them, and says what becomes of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..catalog.behaviour import kind
from ..graph.component import Component
from ..graph.read import running_id
from ..simulate.data import Datum, Line, Profile, Series, Target
from ..simulate.data import Otlp as OtlpData
from ..simulate.exposition import read_series
from ..simulate.flow import run, run_together
from ..simulate.monitors import monitored, monitored_targets
from ..simulate.places import Source, giving_metric, named, origin_of, suggestion
from ..simulate.satellites import feeds
from ..simulate.scrape import Limits, scrape_of
from ..simulate.simulation import Simulation
from ..simulate.sources import log_targets
from ..simulate.targets import given_targets, targets_of
from ..simulate.trace import Trace, Unknown
from ..simulate.upstream import stand_in, upstream
from . import cluster
from .model import Given, Log, Metrics
from .otlp import of_object, of_span
from .subject import Subject
from .world import LOGS, nanoseconds, world_of

META = "__meta_kubernetes_"
TAILING = ("loki.source.kubernetes", "loki.source.file", "loki.source.podlogs")
SCRAPING = ("prometheus.scrape", "prometheus.operator.")
PUSHED = ("loki.source.api", "prometheus.receive_http", "pyroscope.receive_http")


class Misplaced(Exception):
    """Data that no source can be given. Its text says so, `help` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True)
class Outcome:
    """A datum, the source that it was given to, and its ways."""

    source: Source
    datum: Datum
    traces: tuple[Trace, ...]


@dataclass
class Feed:
    """What a test gives, and to what. Simulations of equal worlds are one: their rules are compiled once."""

    subject: Subject
    given: Given
    shared: dict[tuple[int, str], Simulation] = field(default_factory=dict)

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of all that is given. Raises Misplaced and Unknown."""
        for outcome in self._outcomes():
            traces = tuple(end for trace in outcome.traces for end in self._onward(trace))
            yield Outcome(outcome.source, outcome.datum, traces)

    def _onward(self, trace: Trace) -> Iterator[Trace]:
        """A way that ends where a collector sends to a satellite goes on there."""
        for satellite in self.subject.sources:
            if (
                satellite.satellite
                and trace.arrived
                and feeds(trace.arrived[0][0], satellite.collector, satellite.component)
            ):
                for rest in run(self.simulation(satellite), satellite.component, trace.arrived[0][1]):
                    yield Trace(trace.datum, (*trace.steps, *rest.steps), rest.arrived, rest.unknown, rest.ended)
                return
        yield trace

    def _outcomes(self) -> Iterator[Outcome]:
        for metrics in metrics_of(self.given):
            yield from self._metrics(metrics)
        for log in self.given.logs:
            yield from self._log(log)
        for span in self.given.spans:
            yield from self._pushed(span.at, of_span(span))
        for otlp in self.given.otlp:
            yield from (one for datum in of_object(otlp.data) for one in self._pushed(otlp.at, datum))
        for profile in self.given.profiles:
            yield from self._pushed(profile.at, Profile(dict(profile.labels)))

    def simulation(self, source: Source, node: str = cluster.NODE) -> Simulation:
        """The source's collector, on a node of the cluster."""
        [graph] = [graph for graph in self.subject.graphs if graph.collector == source.collector]
        world = world_of(self.subject, self.given, node)
        key = (id(graph), repr(world))
        if key not in self.shared:
            self.shared[key] = Simulation(graph, world)
        return self.shared[key]

    def at(self, name: str, signal: str, kinds: Sequence[str] = ()) -> tuple[Source, ...]:
        """The sources of a name; without one all that give the signal, of these kinds. Raises Misplaced."""
        found = tuple(source for source in self.subject.sources if not source.satellite)
        name = name or self.given.at
        if name:
            at = named(found, name) or _component(self.subject, name)
            if not at:
                raise Misplaced(f"`{name}` is no source of this configuration", suggestion(name, found))
            giving = tuple(source for source in at if signal in source.signals)
            if not giving:
                raise Misplaced(f"`{name}` gives no {signal}", f"it gives {', '.join(at[0].signals)}")
            return giving
        of_kind = tuple(s for s in found if signal in s.signals and _is_one(s.component.kind, kinds))
        if not of_kind:
            raise Misplaced(f"no source of this configuration gathers such {signal}", "name one with `at`")
        return of_kind

    def _metrics(self, metrics: Metrics) -> Iterator[Outcome]:
        explicit = bool(metrics.at or self.given.at)
        for source, series in self.exposing(metrics, explicit):
            try:
                targets, dropped = self.scraped_by(source, metrics, explicit)
            except Unknown as reason:
                yield from (_unknown(source, one, reason) for one in series)
                continue
            together = (
                [series]
                if series and _is_limited(self.simulation(source), source.component)
                else [[one] for one in series]
            )
            for some in together:
                for target in targets:
                    traces = run_together(self.simulation(source), source.component, some, target)
                    yield Outcome(source, some[0], traces)
                if dropped or not targets:
                    yield Outcome(source, some[0], dropped)

    def exposing(self, metrics: Metrics, explicit: bool) -> Iterator[tuple[Source, list[Series]]]:
        """The sources, each with the series that it is given: those that it would give, if neither a source nor a pod
        is named. Raises Misplaced where nothing gathers a metric."""
        series = read_series(metrics.text)
        found = self.at(metrics.at, "metrics", (*SCRAPING, "prometheus.receive_http"))
        if explicit or metrics.pod or metrics.labels:
            yield from ((source, series) for source in found)
            return
        given: dict[int, list[Series]] = {id(source): [] for source in found}
        for one in series:
            name = one.labels["__name__"]
            giving = giving_metric(found, name)
            if not giving:
                raise Misplaced(f"nothing gathers `{name}`", f"turn `{origin_of(name)}` on, or name a source with `at`")
            for source in giving:
                given[id(source)].append(one)
        yield from ((source, some) for source in found if (some := given[id(source)]))

    def scraped_by(
        self, source: Source, metrics: Metrics, explicit: bool
    ) -> tuple[list[Mapping[str, str] | None], tuple[Trace, ...]]:
        """The targets that series are of, and the ways of those that are not scraped. Raises Unknown."""
        component, simulation = source.component, self.simulation(source)
        if not component.kind.startswith(SCRAPING):
            return [None], ()
        if metrics.labels:
            return [metrics.labels], ()
        if metrics.pod:
            found = [one for one in given_targets(simulation, component) if _is_of(one, metrics.pod)]
            return list(found), () if found else discarded(simulation, component, metrics.pod, "")
        if component.kind.startswith("prometheus.operator."):
            watched = [labels for _, labels in monitored_targets(simulation, component)]
            return ([None] if len(watched) > 1 else list(watched)), ()
        if simulation.given.objects is None:
            return [{**stand_in(simulation, component), "instance": "target"}], ()
        return ([None] if given_targets(simulation, component) or explicit else []), ()

    def _log(self, log: Log) -> Iterator[Outcome]:
        kinds = TAILING if log.pod else PUSHED
        for source in self.at(log.at, "logs", kinds):
            lines = [self.line_of(log, source, text) for text in log.lines or [log.line]]
            simulation = self.simulation(source, self.node_of(log.pod))
            if not log.pod or source.component.kind not in TAILING:
                yield Outcome(source, lines[0], run_together(simulation, source.component, lines))
                continue
            yield from _tailed(simulation, source, log, lines)

    def line_of(self, log: Log, source: Source, text: str) -> Line:
        """A line as its source reads it: in a file, a container's line stands behind what the runtime writes."""
        if log.pod and source.component.kind == "loki.source.file":
            text = f"{log.time} stdout F {text}"
        return Line(dict(log.labels), text, nanoseconds(log.time), dict(log.metadata))

    def node_of(self, pod: str) -> str:
        """The node that a pod is on."""
        for one in cluster.manifests(self.given) or ():
            if one.get("kind") == "Pod" and _is_pod(one["metadata"], pod):
                return str(one["spec"].get("nodeName", cluster.NODE))
        return cluster.NODE

    def _pushed(self, name: str, datum: OtlpData | Profile) -> Iterator[Outcome]:
        signal = datum.signal if isinstance(datum, OtlpData) else "profiles"
        for source in self.at(name, signal, ("otelcol.receiver.", "pyroscope.receive_http")):
            yield Outcome(source, datum, run(self.simulation(source), source.component, datum))


def _component(subject: Subject, name: str) -> tuple[Source, ...]:
    """A component that takes data, as if it were a source: what is given to it is as it gets it from others."""
    return tuple(
        Source((), graph.collector, component, tuple(sorted(kind(component.kind).takes)))
        for graph in subject.graphs
        for component in graph.components
        if name in (component.name, running_id(component)) and kind(component.kind).takes
    )


def _is_one(name: str, kinds: Sequence[str]) -> bool:
    """Whether a kind is one of these; what ends with a dot is a family."""
    return name in kinds or any(kind.endswith(".") and name.startswith(kind) for kind in kinds)


def metrics_of(given: Given) -> list[Metrics]:
    """The texts of metrics that are given, those in short too."""
    written = [given.metrics] if isinstance(given.metrics, str) else given.metrics
    return [Metrics(text=one) if isinstance(one, str) else one for one in written if one]


def _tailed(simulation: Simulation, source: Source, log: Log, lines: Sequence[Line]) -> Iterator[Outcome]:
    """Lines of a container, through each log that a source reads of it."""
    component = source.component
    try:
        targets = [target for target in log_targets(simulation, component) if is_log_of(target, log)]
        lost = () if targets else discarded(simulation, component, log.pod, log.container)
    except Unknown as reason:
        yield _unknown(source, lines[0], reason)
        return
    for target in targets:
        yield Outcome(source, lines[0], run_together(simulation, component, lines, target))
    if not targets:
        yield Outcome(source, lines[0], lost)


def _unknown(source: Source, datum: Datum, reason: Unknown) -> Outcome:
    return Outcome(source, datum, (Trace(datum, unknown=str(reason), ended=source.component),))


def discarded(simulation: Simulation, reader: Component, pod: str, container: str) -> tuple[Trace, ...]:
    """The ways of a pod's targets that rules drop before this reader. Raises Unknown."""
    return tuple(
        trace
        for discovery in upstream(simulation, reader)
        if discovery.kind == "discovery.kubernetes"
        for target in targets_of(simulation, discovery)
        if _is_of(target, pod) and container in ("", target.get(f"{META}pod_container_name"))
        for trace in run(simulation, discovery, Target(target))
        if not trace.arrived
    )


def _is_of(target: Mapping[str, str], pod: str) -> bool:
    namespace, name = target.get(f"{META}namespace", ""), target.get(f"{META}pod_name", "")
    return pod in (f"{namespace}/{name}", name)


def _is_pod(metadata: Mapping[str, Any], pod: str) -> bool:
    return pod in (f"{metadata.get('namespace', 'default')}/{metadata['name']}", metadata["name"])


def is_log_of(target: Mapping[str, str], log: Log) -> bool:
    """Whether a target that a source reads is the log that lines are of."""
    if "__pod_name__" in target:
        namespace, pod, container = (target.get(f"__pod_{n}__", "") for n in ("namespace", "name", "container_name"))
    else:
        folder, _, rest = target.get("__path__", "").removeprefix(LOGS).partition("/")
        namespace, pod = (*folder.split("_"), "")[:2]
        container = rest.partition("/")[0]
    return log.pod in (f"{namespace}/{pod}", pod) and log.container in ("", container)


def _is_limited(simulation: Simulation, component: Component) -> bool:
    """Whether series are not each for itself: beyond a limit a scrape fails as a whole. Raises Unknown."""
    if component.kind == "prometheus.scrape":
        return scrape_of(simulation, component).limits != Limits()
    return component.kind.startswith(SCRAPING) and any(
        one.scrape.limits != Limits() for one in monitored(simulation, component)
    )


def kind_of(datum: Datum) -> str:
    """What a datum is counted as."""
    match datum:
        case Series():
            return "series"
        case Line():
            return "logs"
        case Profile():
            return "profiles"
        case OtlpData(signal):
            return {"traces": "spans", "logs": "logs", "metrics": "points"}[signal]
    return "targets"
