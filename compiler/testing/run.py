"""Runs tests: what is given through the sources, what arrives against what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Path
from ..simulate.simulation import Simulation
from ..simulate.trace import Unknown
from .expect import Judged, judge
from .feed import Feed, Misplaced, Outcome
from .model import Case, Expectation
from .snapshot import compare
from .subject import Tests

if TYPE_CHECKING:
    from threading import Event

Status: TypeAlias = Literal["passed", "failed", "inconclusive", "wrong"]

_AT_ONCE = 4
"""How many tests go through another engine at the same time."""

_CODE_OF_VERDICT: dict[str, Code] = {
    "failed": "unmet-expectation",
    "differs": "engine-disagrees",
    "unknown": "inconclusive-test",
    "wrong": "impossible-expectation",
}


class Engine(Protocol):
    """What tests go through beside the simulation. What goes through it ends soon after it is `stopped`."""

    @property
    def stopped(self) -> Event: ...

    def judge(self, feed: Feed, outcomes: Sequence[Outcome], expected: Sequence[Expectation]) -> Judged:
        """Whether it does what the simulation says."""
        ...


@dataclass(frozen=True)
class Result:
    """What came of a test: its status, the faults, and the ways of its data."""

    tests: Tests
    case: Case
    status: Status
    diagnostics: tuple[Diagnostic, ...]
    outcomes: tuple[Outcome, ...]
    seconds: float


@dataclass
class Runner:
    """Runs the tests of one file. Equal worlds share what was found out about them. With an engine, each goes through
    it too."""

    tests: Tests
    update: bool = False
    engine: Engine | None = None
    shared: dict[tuple[int, str], Simulation] = field(default_factory=dict)

    def run(self, selected: Callable[[str], bool] = lambda name: True) -> Iterator[Result]:
        """The tests whose name is selected, in order."""
        cases = [(case, ("tests", i)) for i, case in enumerate(self.tests.file.tests) if selected(case.name)]
        if self.engine is None:
            yield from (self._run(case, path, self.shared) for case, path in cases)
        else:
            yield from self._run_through(self.engine, cases)

    def _run_through(self, engine: Engine, cases: Sequence[tuple[Case, Path]]) -> Iterator[Result]:
        """Some at once, since an engine is mostly waited for. What one finds out is not shared: they would meet."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            try:
                yield from pool.map(lambda one: self._run(one[0], one[1], {}), cases)
            except BaseException:
                engine.stopped.set()
                raise

    def _run(self, case: Case, path: Path, shared: dict[tuple[int, str], Simulation]) -> Result:
        start = perf_counter()
        feed = Feed(self.tests.subject, case.given, shared)
        outcomes: tuple[Outcome, ...] = ()
        try:
            outcomes = tuple(feed.outcomes())
            at = self.tests.expected_at or (*path, "expect")
            judged = [(judge(one, outcomes, feed), (*at, i)) for i, one in enumerate(case.expect)]
            if case.snapshot:
                judged.append((compare(self.tests, case, outcomes, self.update), (*path, "snapshot")))
            if self.engine is not None:
                judged.append((self.engine.judge(feed, outcomes, case.expect), path))
        except Misplaced as fault:
            judged = [(Judged("wrong", str(fault), fault.help), (*path, "given"))]
        except (Unknown, ValueError) as reason:
            judged = [(Judged("unknown", str(reason)), (*path, "given"))]
        faults = [_diagnostic(one, case, at) for one, at in judged if one.verdict != "passed"]
        placed = tuple(self.tests.places.place(faults))
        return Result(self.tests, case, _status([one for one, _ in judged]), placed, outcomes, perf_counter() - start)


def _diagnostic(judged: Judged, case: Case, path: Path) -> Diagnostic:
    return Diagnostic(_CODE_OF_VERDICT[judged.verdict], f"{case.name}: {judged.message}", path, judged.help)


def _status(judged: list[Judged]) -> Status:
    verdicts = {one.verdict for one in judged}
    if "wrong" in verdicts:
        return "wrong"
    if verdicts & {"failed", "differs"}:
        return "failed"
    return "inconclusive" if "unknown" in verdicts else "passed"
