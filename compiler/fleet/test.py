"""Tests over clusters: a file that names nothing to test is run against each cluster that has it, any other once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

from ..compile import Settings
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic, Refused
from ..testing.read import Surroundings, read_tests, subject_of
from ..testing.run import Runner, Status
from ..testing.subject import Subject, Tests
from ..values.load import Values, load, load_text
from .build import tasks
from .execute import results
from .task import How, Job, Task
from .work import read_values, settings_of


@dataclass(frozen=True)
class Tested:
    """What came of the tests of one cluster; of a file that names what it tests, `name` is the file's."""

    name: str
    statuses: tuple[Status, ...]
    diagnostics: tuple[Diagnostic, ...]


def run_tests(
    project: Project, clusters: Sequence[ClusterInput], how: How, pool: tuple[Executor | None, int], selected: str = ""
) -> list[Tested]:
    """Runs the tests whose name has `selected` in it, sorted by cluster."""
    files = sorted({name for cluster in clusters for name in cluster.tests})
    alone = [name for name in files if _names_its_own(project, name)]
    found = [_alone(project, name, how, selected) for name in alone]
    shared = [replace(c, tests=tuple(t for t in c.tests if t not in alone)) for c in clusters]
    asked = tasks(project, [cluster for cluster in shared if cluster.tests], how)
    done: Iterator[list[Tested]] = results(asked, *pool, partial(tested, selected=selected))
    return [*found, *sorted((one for some in done for one in some), key=lambda one: one.name)]


def _names_its_own(project: Project, name: str) -> bool:
    try:
        return bool({"values", "config", "assert"} & set(load([str(project.folder / name)]).data))
    except Refused:
        return True


def _alone(project: Project, name: str, how: How, selected: str) -> Tested:
    try:
        tests = read_tests(str(project.folder / name), {}, Surroundings(settings_of(how)))
    except Refused as refused:
        return Tested(name, ("wrong",), tuple(refused.diagnostics))
    return _ran(name, [tests], selected)


def tested(task: Task, selected: str) -> list[Tested]:
    """The tests of a task's clusters."""
    return [_cluster(task, job, selected) for job in task.jobs]


def _cluster(task: Task, job: Job, selected: str) -> Tested:
    refused: list[Diagnostic] = []
    found = []
    known: dict[object, Subject] = {}

    def subject(sets: tuple[tuple[str, str], ...], settings: Settings) -> Subject:
        if (sets, settings) not in known:
            values, faults = read_values(task, replace(job, sets=(*job.sets, *sets)))
            if values is None:
                raise Refused(faults)
            known[sets, settings] = subject_of(values, settings)
        return known[sets, settings]

    for name in job.tests:
        try:
            found.append(read_tests(name, {}, Surroundings(settings_of(task.how), subject), _places(task, name)))
        except Refused as fault:
            refused += fault.diagnostics
    ran = _ran(job.name, found, selected)
    statuses: tuple[Status, ...] = (*ran.statuses, "wrong") if refused else ran.statuses
    return Tested(job.name, statuses, tuple(dict.fromkeys((*refused, *ran.diagnostics))))


def _places(task: Task, name: str) -> Values:
    return load_text((task.contents.get(name) or b"").decode("utf-8", "replace"), name)


def _ran(name: str, files: Iterable[Tests], selected: str) -> Tested:
    ran = [result for tests in files for result in Runner(tests).run(lambda case: selected in case)]
    faults = dict.fromkeys(fault for result in ran for fault in result.diagnostics)
    return Tested(name, tuple(result.status for result in ran), tuple(faults))


def counts(found: Iterable[Tested]) -> dict[Status, int]:
    """How many tests came to what."""
    counted: Counter[Status] = Counter(status for one in found for status in one.statuses)
    return {status: counted[status] for status in ("passed", "failed", "inconclusive", "wrong") if counted[status]}
