"""How much of samples arrives on a side: series, data points, lines, bytes, spans; and which rules drop the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..graph.component import Component
from ..languages.fault import LanguageFault, NotModelled
from ..languages.gotime import parse_duration
from ..queries.samples import Sample
from ..simulate import Datum, Line, Otlp, Profile, Series, Simulation, Unknown, deliver
from ..simulate.flow import receivers_of, run, run_together
from ..simulate.otlp.contents import records
from ..simulate.places import Source, destinations, sources
from ..simulate.satellites import feeds
from ..simulate.scrape import Limits, scrape_of
from ..simulate.steps import FORWARD
from ..simulate.trace import Step, Trace
from ..simulate.upstream import stand_in
from ..syntax.ast import Block
from .rule import argument
from .sides import Side
from .world import stand_in_world

Labels = frozenset[tuple[str, str]]
MINUTE = 60_000_000_000
SCRAPES = "prometheus.scrape"


@dataclass
class Arrived:
    """What arrives at a destination from one source. `points` are data points a minute; `streams` have the lines and
    bytes of each."""

    series: set[Labels] = field(default_factory=set)
    points: float = 0.0
    lines: int = 0
    bytes: int = 0
    spans: int = 0
    profiles: int = 0
    streams: dict[Labels, tuple[int, int]] = field(default_factory=dict)

    def add_line(self, labels: Labels, size: int) -> None:
        lines, bytes = self.streams.get(labels, (0, 0))
        self.streams[labels] = (lines + 1, bytes + size)
        self.lines += 1
        self.bytes += size

    def labels(self) -> set[str]:
        """The names of the labels of all that arrived."""
        return {name for labels in (*self.series, *self.streams) for name, _ in labels}


@dataclass(frozen=True)
class Dropper:
    """A rule or stage that drops something, or a component as a whole: whose source, what it does, where it is said."""

    source: str
    what: str
    at: str


@dataclass
class Counted:
    """What became of all samples on a side: by destination and source what arrived, by rule how much it dropped."""

    arrived: dict[tuple[str, str], Arrived] = field(default_factory=dict)
    dropped: Counter[Dropper] = field(default_factory=Counter)
    unknown: dict[str, None] = field(default_factory=dict)

    def at(self, destination: str, source: str) -> Arrived:
        return self.arrived.setdefault((destination, source), Arrived())


def source_names(side: Side) -> list[str]:
    """What the sources of a side are called."""
    return [source.name for source in _World(side).sources]


def count(side: Side, samples: Iterable[Sample]) -> Counted:
    """Runs the samples through a side. What the simulator does not know is told as unknown, and not counted."""
    world, counted = _World(side), Counted()
    for sample in samples:
        found = [source for source in world.sources if source.name == sample.source]
        if not found and side.values is None:
            counted.unknown[f"{side.name} has no source `{sample.source}`: what it would gather is not counted"] = None
        for source in found:
            _Counting(world, source, sample, counted).run()
    return counted


@dataclass
class _World:
    """A side with the simulators of its collectors."""

    side: Side
    simulations: dict[str, Simulation] = field(default_factory=dict)

    @cached_property
    def all_sources(self) -> tuple[Source, ...]:
        if self.side.built is not None:
            return sources(self.side.built)
        return tuple(source for graph in self.side.graphs for source in sources(graph))

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(source for source in self.all_sources if not source.satellite)

    @cached_property
    def names(self) -> Mapping[tuple[str, int], str]:
        """The destinations by their sinks."""
        found = (one for graph in self.side.graphs for one in destinations(graph))
        return {(one.collector, one.component.id): one.name for one in found}

    def simulation(self, collector: str) -> Simulation:
        if collector not in self.simulations:
            graph = next(graph for graph in self.side.graphs if graph.collector == collector)
            world = stand_in_world(graph.components, self.side.alloy_version)
            self.simulations[collector] = Simulation(graph, world)
        return self.simulations[collector]

    def behind(self, sink: Component) -> Source | None:
        """The source of the satellite that a sink sends to."""
        satellites = (source for source in self.all_sources if source.satellite)
        return next((one for one in satellites if feeds(sink, one.collector, one.component)), None)


@dataclass
class _Counting:
    """A sample, given to a source."""

    world: _World
    source: Source
    sample: Sample
    counted: Counted

    @cached_property
    def name(self) -> str:
        return self.source.name

    @cached_property
    def simulation(self) -> Simulation:
        return self.world.simulation(self.source.collector)

    def run(self) -> None:
        try:
            for data, target in self._given():
                self._deliver(self.source, data, target)
                self._drops(data, target)
        except (Unknown, NotModelled, LanguageFault) as reason:
            self._unknown(str(reason))

    def _given(self) -> Iterator[tuple[list[Datum], Mapping[str, str] | None]]:
        """What is given together, with the target that it comes from: the series of a scrape, the lines of a log. A
        series that stands twice is one."""
        series = {tuple(one.labels.items()): one for one in self.sample.data if isinstance(one, Series)}
        if series:
            scraped = self.source.component.kind == SCRAPES
            found = stand_in(self.simulation, self.source.component) if scraped else {}
            target = {**found, "instance": self.sample.instance} if scraped else None
            yield list(series.values()), target
        logs: dict[Labels, list[Datum]] = {}
        for one in self.sample.data:
            if isinstance(one, Line):
                logs.setdefault(frozenset(one.labels.items()), []).append(one)
        for labels, lines in logs.items():
            yield lines, dict(sorted(labels))
        for one in self.sample.data:
            if isinstance(one, Otlp | Profile):
                yield [one], None

    def _deliver(self, source: Source, data: Sequence[Datum], target: Mapping[str, str] | None) -> None:
        found = deliver(self.world.simulation(source.collector), source.component, data, target)
        onward: dict[str, tuple[Source, list[Datum]]] = {}
        for sink, datum in found.arrived:
            satellite = self.world.behind(sink)
            if satellite is not None:
                onward.setdefault(satellite.collector, (satellite, []))[1].append(datum)
            else:
                self._add(self.world.names.get((source.collector, sink.id), sink.name), datum)
        for satellite, some in onward.values():
            for datum in some:
                self._deliver(satellite, [datum], None)
        for component, reason in found.unknown:
            self._unknown(f"`{component.name}`: {reason}" if f"`{component.name}`" not in reason else reason)

    def _unknown(self, reason: str) -> None:
        self.counted.unknown[f"{self.name}: {reason}: it is not counted"] = None

    def _add(self, destination: str, datum: Datum) -> None:
        arrived = self.counted.at(destination, self.name)
        match datum:
            case Series(labels):
                arrived.series.add(frozenset(labels.items()))
                arrived.points += self._a_minute
            case Line(labels, line, _, metadata):
                size = _bytes(line) + sum(_bytes(part) for pair in metadata.items() for part in pair)
                arrived.add_line(frozenset(labels.items()), size)
            case Profile():
                arrived.profiles += 1
            case Otlp(signal):
                for record in records(datum):
                    everything = {**record.resource, **record.attributes}
                    known = frozenset((name, str(value)) for name, value in everything.items())
                    if signal == "metrics":
                        arrived.series.add(known | {("__name__", record.name)})
                    elif signal == "logs":
                        arrived.add_line(known, _bytes(record.body))
                    else:
                        arrived.spans += 1

    @cached_property
    def _a_minute(self) -> float:
        """How often a minute a series is scraped; 0 where what pushes it decides that."""
        if self.source.component.kind != SCRAPES:
            return 0.0
        interval = self.simulation.argument(self.source.component, "scrape_interval", "") or "1m"
        return MINUTE / parse_duration(str(interval))

    def _drops(self, data: Sequence[Datum], target: Mapping[str, str] | None) -> None:
        """Counts what each rule drops. Series that no rule can tell apart are asked about once."""
        component = self.source.component
        if not isinstance(data[0], Series) or _is_limited(self.simulation, component):
            self._count(run_together(self.simulation, component, data, target), 1)
            return
        for group in self._alike(data):
            self._count(run(self.simulation, component, group[0], target), len(group))

    def _count(self, traces: Sequence[Trace], weight: int) -> None:
        for step in {id(step): step for trace in traces for step in trace.steps if not step.after}.values():
            self.counted.dropped[self._dropper(step)] += weight

    def _dropper(self, step: Step) -> Dropper:
        component, statement = step.component, step.statement
        place = self.world.side.place(statement or component, self.source.collector) if component else None
        what = step.reason or (component.kind if component else "")
        if isinstance(statement, Block):
            what = argument(statement, "action") or statement.name
        at = (place.path or str(place)) if place else component.name if component else ""
        return Dropper(self.name, what, at)

    def _alike(self, data: Sequence[Datum]) -> list[list[Datum]]:
        read = self._read()
        groups: dict[object, list[Datum]] = {}
        for datum in data:
            assert isinstance(datum, Series)
            key = frozenset(datum.labels.items()) if read is None else tuple(map(datum.labels.get, read))
            groups.setdefault(key, []).append(datum)
        return list(groups.values())

    def _read(self) -> tuple[str, ...] | None:
        """The labels that decide what becomes of a series of the source; None where any label might."""
        found: dict[str, None] = {}
        for component in _behind(self.simulation, self.source.component):
            if component.kind == "prometheus.relabel":
                read = self.simulation.rules(component, "prometheus").read
                if read is None:
                    return None
                found.update(dict.fromkeys((*read, *(name.removeprefix("exported_") for name in read))))
            elif component.kind != SCRAPES and any("relabel" in statement.name for statement in _inside(component)):
                return None
        return tuple(found)


def _is_limited(simulation: Simulation, component: Component) -> bool:
    """Whether series are not each for itself: beyond a limit a scrape fails as a whole."""
    return component.kind == SCRAPES and scrape_of(simulation, component).limits != Limits()


def _behind(simulation: Simulation, first: Component) -> list[Component]:
    """A component and all that its data come to over `forward_to`."""
    found, waiting = {first.id: first}, [first]
    while waiting:
        for receiver in receivers_of(simulation, waiting.pop(), FORWARD):
            if receiver.id not in found:
                found[receiver.id] = receiver
                waiting.append(receiver)
    return list(found.values())


def _inside(component: Component) -> Iterator[Block]:
    waiting = [s for s in component.body if isinstance(s, Block)]
    while waiting:
        block = waiting.pop()
        yield block
        waiting += [s for s in block.body if isinstance(s, Block)]


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
