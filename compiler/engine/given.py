"""What a test gives, as what a running Alloy is given: targets that show text, logs of containers, requests.

It says the same as `testing/feed.py` does to the simulation, and takes sources and targets from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..catalog.behaviour import kind
from ..graph.component import Graph
from ..simulate.data import Datum, Line, Otlp, Profile, Series
from ..simulate.places import Source
from ..simulate.satellites import feeds
from ..simulate.simulation import Simulation
from ..simulate.sources import log_targets
from ..simulate.steps import Work, step_of
from ..simulate.trace import Unknown
from ..testing import cluster
from ..testing.expect import scraping
from ..testing.feed import PUSHED, SCRAPING, TAILING, Feed, is_log_of, metrics_of
from ..testing.model import Expectation, Given, Log, Metrics
from ..testing.otlp import of_object, of_span
from .ends import Receiver
from .messages import encode_lines, encode_profile, encode_series, without_times
from .receivers import own_receiver
from .server import HOST

NOWHERE = "target.invalid:80"
"""The address of a target that has none."""

Container = tuple[str, str, str]
"""The namespace, the pod and the container."""


@dataclass(frozen=True)
class Exposed:
    """Text that targets of a scrape show; all of them, or those at some addresses."""

    component: int
    addresses: frozenset[str] | None
    text: str


@dataclass
class Run:
    """A collector on a node, and what it is given. `asked` are components whose targets are looked at."""

    graph: Graph
    simulation: Simulation
    roots: set[int] = field(default_factory=set)
    exposed: list[Exposed] = field(default_factory=list)
    stand_ins: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    logs: dict[int, dict[Container, list[str]]] = field(default_factory=dict)
    receivers: dict[int, Receiver] = field(default_factory=dict)
    pushes: list[tuple[Receiver, list[Datum]]] = field(default_factory=list)
    satellites: dict[int, int] = field(default_factory=dict)


@dataclass
class Runs:
    """The collectors that a test needs, each on each node that it is needed on."""

    feed: Feed
    found: dict[tuple[str, str], Run] = field(default_factory=dict)

    def of(self, source: Source, node: str = cluster.NODE) -> Run:
        """The run of a source's collector, which is fed at the source."""
        run = self.found.get((source.collector, node))
        if run is None:
            simulation = self.feed.simulation(source, node)
            run = self.found[source.collector, node] = Run(simulation.graph, simulation)
        run.roots.add(source.component.id)
        return run


def runs_of(feed: Feed, expected: Sequence[Expectation] = ()) -> list[Run]:
    """The runs that a test needs. Raises Misplaced, and Unknown for what cannot be given to an Alloy."""
    runs, given = Runs(feed), feed.given
    for metrics in metrics_of(given):
        _metrics(runs, metrics)
    for log in given.logs:
        _log(runs, log)
    for name, datum in _pushed(given):
        signal = datum.signal if isinstance(datum, Otlp) else "profiles"
        for source in feed.at(name, signal, ("otelcol.receiver.", "pyroscope.receive_http")):
            _push(runs.of(source), source, [datum])
    for expectation in expected:
        if expectation.scraped is not None:
            for source in scraping(feed, expectation):
                runs.of(source)
    _satellites(runs)
    return list(runs.found.values())


def _pushed(given: Given) -> Iterator[tuple[str, Otlp | Profile]]:
    yield from ((span.at, of_span(span)) for span in given.spans)
    yield from ((otlp.at, datum) for otlp in given.otlp for datum in of_object(otlp.data))
    yield from ((profile.at, Profile(dict(profile.labels))) for profile in given.profiles)


def _metrics(runs: Runs, metrics: Metrics) -> None:
    feed, explicit = runs.feed, bool(metrics.at or runs.feed.given.at)
    for source, series in feed.exposing(metrics, explicit):
        run, component = runs.of(source), source.component
        if not component.kind.startswith(SCRAPING):
            _push(run, source, list(series))
            continue
        targets, _ = feed.scraped_by(source, metrics, explicit)
        addresses = [target.get("__address__", "") for target in targets if target is not None]
        if addresses and not all(addresses):
            if component.kind != "prometheus.scrape":
                raise Unknown(f"`{component.name}` finds its targets itself: give objects that it finds")
            run.stand_ins[component.id] = [{"__address__": NOWHERE, **target} for target in targets if target]
            addresses = [NOWHERE]
        every = any(target is None for target in targets)
        text = without_times(_of_names(metrics.text, {one.labels["__name__"] for one in series}))
        run.exposed.append(Exposed(component.id, None if every else frozenset(addresses), text))


def _of_names(text: str, names: set[str]) -> str:
    """The samples of some metrics in exposition text; comments stay."""
    lines = text.splitlines()
    kept = (line for line in lines if line.startswith("#") or re.split(r"[{\s]", line, maxsplit=1)[0] in names)
    return "".join(f"{line}\n" for line in kept)


def _log(runs: Runs, log: Log) -> None:
    feed = runs.feed
    for source in feed.at(log.at, "logs", TAILING if log.pod else PUSHED):
        component = source.component
        run = runs.of(source, feed.node_of(log.pod))
        lines = [feed.line_of(log, source, text) for text in log.lines or [log.line]]
        if not log.pod or component.kind not in TAILING:
            _push(run, source, list(lines))
            continue
        for target in log_targets(run.simulation, component):
            if not is_log_of(target, log):
                continue
            if component.kind == "loki.source.file":
                run.files.setdefault(target.get("__path__", ""), []).extend(line.line for line in lines)
            else:
                names = ("namespace", "name", "container_name")
                place = tuple(target.get(f"__pod_{name}__", "") for name in names)
                texts = run.logs.setdefault(component.id, {}).setdefault((place[0], place[1], place[2]), [])
                texts.extend(f"{log.time} {line.line}" for line in lines)


def _push(run: Run, source: Source, data: list[Datum]) -> None:
    """Gives data to a source that is pushed to, or past one that is not."""
    component = source.component
    receiver = run.receivers.get(component.id)
    if receiver is None:
        receiver = run.receivers[component.id] = own_receiver(component)
    if receiver.inner is not None and kind(component.kind).role == "source":
        work = Work(run.simulation, component, data)
        data = [datum for _, datum in step_of(component.kind)(work)]
    run.pushes.append((receiver, data))


def _satellites(runs: Runs) -> None:
    """The collectors that a load balancer sends to."""
    for satellite in runs.feed.subject.sources:
        for run in list(runs.found.values()):
            for sink in run.graph.components:
                if satellite.satellite and feeds(sink, satellite.collector, satellite.component):
                    other = runs.of(satellite)
                    receiver = other.receivers.setdefault(satellite.component.id, own_receiver(satellite.component))
                    run.satellites[sink.id] = receiver.port


def requests(receiver: Receiver, data: list[Datum], now: int) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """The requests that give data to a receiver: URL, headers, body. `now` is in milliseconds. Raises ImportError."""
    url, json = f"http://{HOST}:{receiver.port}", {"Content-Type": "application/json"}
    lines = [datum for datum in data if isinstance(datum, Line)]
    series = [datum for datum in data if isinstance(datum, Series)]
    if lines:
        yield f"{url}/loki/api/v1/push", json, encode_lines(lines)
    if series:
        snappy = {"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy",
                  "X-Prometheus-Remote-Write-Version": "0.1.0"}  # fmt: skip
        yield f"{url}/api/v1/metrics/write", snappy, encode_series(series, now)
    for datum in data:
        if isinstance(datum, Otlp):
            yield f"{url}/v1/{datum.signal}", json, _json(datum)
        elif isinstance(datum, Profile):
            yield (
                f"{url}/push.v1.PusherService/Push",
                {"Content-Type": "application/proto"},
                encode_profile(datum.labels),
            )


def _json(datum: Otlp) -> bytes:
    from json import dumps

    from ..values.placed import bare_tree

    return dumps(bare_tree(dict(datum.data))).encode()
