"""Runs a test through a real Alloy: the collectors that it needs, on this machine, as long as it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from urllib.error import HTTPError, URLError
from urllib.request import Request

from ..graph.component import Component
from ..proof.round_trip import print_graph
from ..simulate.data import Line, Profile, Series
from ..simulate.monitors import monitored_targets
from ..simulate.scrape import scraped_targets
from ..simulate.trace import Unknown
from ..testing.expect import Arrival, Judged, arrivals_of
from ..testing.feed import TAILING, Feed, Misplaced, Outcome
from ..testing.model import Expectation
from .cluster_api import Cluster
from .compare import Difference, difference, shown
from .ends import Ends
from .given import Run, requests, runs_of
from .messages import MISSING, message
from .monitors import through_proxy
from .process import NotRunning, Running, open_local, running
from .rewrite import localized
from .server import HOST, Local, Scraped, serving
from .sinks import local_kind

TIMEOUT = 60.0
QUIET = 1.5
"""Seconds without anything new after which no more is waited for, where all has come that should."""

UNSEEN = 12.0
"""Seconds after which nothing comes that was not to be seen coming: discovery tells of a change after five, a scrape
takes it up after five more."""

LATE = 25.0
"""Seconds after which what should have come is given up."""


@dataclass(frozen=True)
class Engine:
    """An Alloy, and how many seconds a test may take. What runs through it ends soon after it is `stopped`."""

    alloy: str
    timeout: float = TIMEOUT
    stopped: Event = field(default_factory=Event)

    def judge(self, feed: Feed, outcomes: Sequence[Outcome], expected: Sequence[Expectation]) -> Judged:
        """Whether Alloy does what the simulation says."""
        try:
            message("WriteRequest")
            runs = runs_of(feed, expected)
            return _judged(self, feed, runs, outcomes) if runs else Judged("passed")
        except (Unknown, Misplaced, NotRunning) as reason:
            return Judged("unknown", f"it does not go through Alloy: {reason}")
        except ImportError:
            return Judged("unknown", MISSING)


@dataclass
class _Trial:
    """All that belongs to a test while Alloy runs. `names` are destinations, by the keys of their sinks."""

    feed: Feed
    runs: list[Run]
    outcomes: Sequence[Outcome]
    local: Local
    names: dict[str, str]
    started: int = field(default_factory=time.time_ns)

    def real(self) -> Iterator[Arrival]:
        """What has arrived."""
        for key, datum, tenant in list(self.local.arrived):
            sent = replace(datum, tenant=tenant) if isinstance(datum, Series | Line | Profile) else datum
            yield from arrivals_of(self.names[key], sent)

    def difference(self) -> Difference:
        """Where Alloy and the simulation differ, by now."""
        return difference(self.outcomes, self.feed.subject, self.real(), (self.started, time.time_ns()))

    def scrapes(self) -> Iterator[tuple[str, set[tuple[str, str]], set[tuple[str, str]]]]:
        """For each component that scrapes what it finds: its name, what the simulation and what Alloy scrapes."""
        for index, run in enumerate(self.runs):
            for component in run.graph.components:
                expected = _scraped(run, component)
                if expected is not None:
                    key = f"{index}.{component.id}"
                    yield component.name, expected, {(s.address, s.path) for s in self.local.scrapes if s.key == key}

    def is_complete(self) -> bool:
        """Whether all has come that should."""
        twice = [scraped for scraped, count in list(self.local.scrapes.items()) if count > 1]
        return not self.difference().simulated and all(
            expected <= {(one.address, one.path) for one in twice} for _, expected, _ in self.scrapes()
        )

    def patience(self) -> float:
        """How long it must be quiet. Of lines that are dropped nobody hears that Alloy has read them."""
        unheard = any(
            isinstance(outcome.datum, Line)
            and outcome.source.component.kind in TAILING
            and not any(trace.arrived for trace in outcome.traces)
            for outcome in self.outcomes
        )
        seen = any(run.pushes for run in self.runs) or any(expected for _, expected, _ in self.scrapes())
        seen = seen or any(trace.arrived for outcome in self.outcomes for trace in outcome.traces)
        return UNSEEN if unheard or not seen else QUIET


def _scraped(run: Run, component: Component) -> set[tuple[str, str]] | None:
    """The addresses and paths that a component scrapes in the simulation; None where it finds none itself."""
    if component.id not in run.roots or component.id in run.stand_ins:
        return None
    try:
        if component.kind == "prometheus.scrape":
            found = scraped_targets(run.simulation, component)
        elif component.kind.startswith("prometheus.operator."):
            found = [labels for _, labels in monitored_targets(run.simulation, component)]
        else:
            return None
    except Unknown:
        return None
    return {(target.get("__address__", ""), target.get("__metrics_path__", "")) for target in found}


def _judged(engine: Engine, feed: Feed, runs: list[Run], outcomes: Sequence[Outcome]) -> Judged:
    deadline = time.monotonic() + engine.timeout
    with ExitStack() as stack:
        logs = Path(stack.enter_context(TemporaryDirectory(prefix="alloyc-engine-logs-")))
        trial = _trial(feed, runs, outcomes)
        port = stack.enter_context(serving(trial.local))
        alloys = []
        for index, run in enumerate(runs):
            ends = Ends(run.simulation, f"http://{HOST}:{port}", str(index), logs / str(index), run.receivers,
                        run.stand_ins, run.satellites)  # fmt: skip
            trial.local.clusters.update(_clusters(run, ends))
            text = print_graph(localized(run.graph, run.roots, ends))
            _write_logs(run, ends.logs)
            alloys.append(stack.enter_context(running(engine.alloy, text, run.simulation.given.environment)))
        for alloy in alloys:
            alloy.wait_until_ready(deadline)
        refused = [said for run in runs for said in _push(run, deadline)]
        _wait(engine, trial, alloys, deadline)
        return _verdict(trial, refused)


def _write_logs(run: Run, folder: Path) -> None:
    """The files that Alloy reads, below a folder."""
    for path, text in {**(run.simulation.given.files or {}), **run.files}.items():
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if isinstance(text, str) else _ended(text), encoding="utf-8")


def _ended(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _clusters(run: Run, ends: Ends) -> Iterator[tuple[str, Cluster]]:
    """The Kubernetes API as each component sees it."""
    for component in run.graph.components:
        texts = {place: _ended(lines) for place, lines in run.logs.get(component.id, {}).items()}
        objects = through_proxy(run.simulation.given.objects or (), ends.proxy(component))
        yield ends.place(component), Cluster(objects, texts)


def _trial(feed: Feed, runs: list[Run], outcomes: Sequence[Outcome]) -> _Trial:
    """What the server has: sinks and targets, by the keys that `Ends.place` gives."""
    named = {id(one.component): one.name for one in feed.subject.destinations}
    sinks: dict[str, str] = {}
    names: dict[str, str] = {}
    for index, run in enumerate(runs):
        for component in run.graph.components:
            key = f"{index}.{component.id}"
            if id(component) in named:
                endpoints = sum(statement.name == "endpoint" for statement in component.body)
                for place in (key, *(f"{key}.{number}" for number in range(max(endpoints, 1)))):
                    sinks[place], names[place] = local_kind(component), named[id(component)]

    def expose(scraped: Scraped) -> str:
        index, _, identity = scraped.key.partition(".")
        found = [one for one in runs[int(index)].exposed if str(one.component) == identity]
        texts = [one.text for one in found if one.addresses is None or scraped.address in one.addresses]
        return "".join(text if text.endswith("\n") else f"{text}\n" for text in texts)

    return _Trial(feed, runs, outcomes, Local({}, sinks, expose), names)


def _push(run: Run, deadline: float) -> Iterator[str]:
    """Gives what is pushed, and says what is refused. Raises NotRunning where nobody takes it."""
    for receiver, data in run.pushes:
        for url, headers, body in requests(receiver, list(data), time.time_ns() // 1_000_000):
            while True:
                try:
                    open_local(Request(url, body, headers, method="POST"), timeout=5).close()
                    break
                except HTTPError as refusal:
                    said = " ".join(refusal.read().decode(errors="replace").split())
                    yield f"`{receiver.component.name}` refuses it: {said or refusal.reason}"
                    break
                except (URLError, OSError) as error:
                    if time.monotonic() > deadline:
                        raise NotRunning(f"`{receiver.component.name}` does not listen: {error}") from None
                    time.sleep(0.1)


def _wait(engine: Engine, trial: _Trial, alloys: Sequence[Running], deadline: float) -> None:
    """Returns when all has come that should and nothing new comes, or it is too late. Raises NotRunning."""
    trial.local.touch()
    patience = trial.patience()
    while time.monotonic() < deadline:
        quiet = time.monotonic() - trial.local.changed
        if quiet >= LATE or (quiet >= patience and trial.is_complete()):
            return
        if engine.stopped.wait(0.1):
            raise NotRunning("it was stopped")
        for alloy in alloys:
            if alloy.process.poll() is not None:
                raise NotRunning(f"Alloy ends: {alloy.said()}")


def _verdict(trial: _Trial, refused: Sequence[str]) -> Judged:
    if trial.local.faults:
        return Judged("unknown", trial.local.faults[0])
    simulated, real = [], []
    for name, ours, theirs in trial.scrapes():
        simulated += [f"`{name}` scrapes {''.join(one)}" for one in sorted(ours - theirs)]
        real += [f"`{name}` scrapes {''.join(one)}" for one in sorted(theirs - ours)]
    found = trial.difference()
    simulated += [shown(one) for one in found.simulated]
    real += [shown(one) for one in found.real]
    if not simulated and not real:
        return Judged("passed")
    said = [f"in the simulation alone, {one}" for one in dict.fromkeys(simulated)]
    said += [f"from Alloy alone, {one}" for one in dict.fromkeys(real)]
    said += refused
    help = "one of the two is wrong: look at the trace (`-v`), and tell us if it is the simulation"
    return Judged("differs", f"Alloy does otherwise than the simulation: {'; '.join(said)}", help)
