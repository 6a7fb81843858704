"""Every cluster of a fleet, built into its folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path

from ..emit.files import read
from ..emit.record import RECORD, check_leftovers, is_recorded, leftovers, record, write_recorded
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic, Refused
from ..values.source import MAX_BYTES
from .cache import Cache, key_of, origin_of
from .execute import results
from .stale import folder_of
from .task import Done, How, Job, Outcome, Product, Task, files_of

AT_ONCE = 24
MOST_AT_ONCE = 72
"""Clusters of a task: enough to share what is equal, and few enough to share out."""


@dataclass
class Report:
    """What a fleet's build came to, in sizes that do not grow with what was built."""

    clusters: int = 0
    compiled: int = 0
    cached: int = 0
    written: int = 0
    refused: int = 0
    compilations: int = 0
    found: dict[Diagnostic, list[str]] = field(default_factory=dict)
    """Each diagnostic, and the clusters that have it."""


@dataclass(frozen=True)
class Known:
    """A cluster, and the key of what it is made of."""

    cluster: ClusterInput
    key: str


Take = Callable[[ClusterInput, dict[str, str] | None], list[Diagnostic]]
"""What is done with the files of a cluster, None if it was refused."""


def how_of(project: Project, form: str | None = None) -> How:
    """How the project file says that its clusters are built."""
    file = project.file
    return How(file.release, file.namespace, form or file.format, file.level, file.comments, file.unknown_keys,
               file.alloy_version)  # fmt: skip


def build_all(
    project: Project,
    clusters: Sequence[ClusterInput],
    how: How,
    cache: Cache,
    pool: tuple[Executor | None, int],
    take: Take,
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Builds clusters, each by what is known of it already, or compiled. `take` gets the files of each, in no order."""
    report = Report(len(clusters))
    files = _Files(project.folder)
    shared = _shared_files(clusters)
    origin = origin_of(how)
    by_name = {cluster.name: cluster for cluster in clusters}
    keys: dict[str, str] = {}

    def finish(outcome: Outcome, product: Product | None) -> None:
        contents = None if product is None or product.refused else files_of(product, outcome.fills)
        extra = take(by_name[outcome.name], contents)
        report.refused += contents is None
        for diagnostic in (*outcome.diagnostics, *extra):
            report.found.setdefault(diagnostic, []).append(outcome.name)
        progress(1)

    def missing() -> Iterator[ClusterInput]:
        for cluster in sorted(clusters, key=lambda c: (shared[c.name], c.name)):
            keys[cluster.name] = key_of(_job(cluster), files.digests(cluster.files), origin)
            outcome = cache.outcome(keys[cluster.name], cluster.name)
            product = cache.product(outcome.product) if outcome and outcome.product else None
            if outcome is None or (outcome.product and product is None):
                yield cluster
                continue
            report.cached += 1
            finish(outcome, product)

    done: Done
    outcome: Outcome
    for done in results(_tasks(missing(), shared, files, how, len(clusters) // (4 * pool[1])), *pool):
        _remember(cache, done, keys)
        report.compiled += len(done.outcomes)
        report.compilations += done.compiled
        for outcome in done.outcomes:
            finish(outcome, done.products.get(outcome.product))
    return report


def tasks(project: Project, clusters: Sequence[ClusterInput], how: How) -> Iterator[Task]:
    """All that has to be known of clusters, some at a time."""
    shared = _shared_files(clusters)
    ordered = sorted(clusters, key=lambda cluster: (shared[cluster.name], cluster.name))
    return _tasks(iter(ordered), shared, _Files(project.folder), how)


def _shared_files(clusters: Sequence[ClusterInput]) -> dict[str, tuple[str, ...]]:
    """The files of each cluster that others read too: those of equal ones may have much in common."""
    readers = Counter(name for cluster in clusters for name in cluster.files)
    return {
        cluster.name: tuple(name for name in cluster.files if readers[name] > 1) or cluster.files
        for cluster in clusters
    }


def keys_of(project: Project, clusters: Sequence[ClusterInput], how: How) -> dict[str, str]:
    """The key of each cluster: all that it is made of."""
    files, origin = _Files(project.folder), origin_of(how)
    return {c.name: key_of(_job(c), files.digests(c.files), origin) for c in clusters}


def _remember(cache: Cache, done: Done, keys: dict[str, str]) -> None:
    """Only what does not depend on the moment: a file that cannot be read may be there the next time."""
    lasting = [o for o in done.outcomes if not any(d.code == "unreadable-file" for d in o.diagnostics)]
    used = {outcome.product for outcome in lasting}
    cache.put(
        [(keys[outcome.name], outcome) for outcome in lasting],
        [product for key, product in done.products.items() if key in used],
    )


def _tasks(
    clusters: Iterator[ClusterInput],
    shared: Mapping[str, tuple[str, ...]],
    files: _Files,
    how: How,
    wanted: int = AT_ONCE,
) -> Iterator[Task]:
    """Clusters of equal shared files go together, some at a time."""
    at_once = min(max(wanted, AT_ONCE), MOST_AT_ONCE)
    for _, together in groupby(clusters, key=lambda cluster: shared[cluster.name]):
        while some := list(islice(together, at_once)):
            yield _task(some, files, how)


def _task(clusters: list[ClusterInput], files: _Files, how: How) -> Task:
    names = dict.fromkeys(name for cluster in clusters for name in (*cluster.files, *cluster.tests))
    return Task(how, {name: files.content(name) for name in names}, tuple(map(_job, clusters)))


def _job(cluster: ClusterInput) -> Job:
    return Job(cluster.name, cluster.files, cluster.sets, cluster.tests, cluster.path)


class _Files:
    """Values files of a project. What many clusters read is read once; what one reads is not kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, str] = {}

    def content(self, name: str) -> bytes | None:
        try:
            with open(self.folder / name, "rb") as file:
                return file.read(MAX_BYTES + 1)
        except (OSError, ValueError):
            return None

    def digests(self, names: Sequence[str]) -> dict[str, str]:
        return {name: self._digest(name) for name in names}

    def _digest(self, name: str) -> str:
        if name not in self.known:
            content = self.content(name)
            self.known[name] = "" if content is None else sha256(content).hexdigest()
        return self.known[name]


def write_cluster(folder: Path, form: str, contents: dict[str, str]) -> tuple[bool, list[Diagnostic]]:
    """Writes what `alloyc build -o` would write, unless it is all there. Says whether anything was written, and what to
    warn of. Raises Refused."""
    directory = str(folder)
    if is_recorded(directory, form, contents) and _is_there(folder, contents):
        return False, []
    left = leftovers(directory, form, contents)
    gone = [name for name, removable in left.items() if removable]
    stays = [name for name, removable in left.items() if not removable]
    wanted = {**contents, RECORD: record(directory, form, contents, stays)}
    if not gone and _is_there(folder, wanted):
        return False, check_leftovers(directory, stays)
    written, _, stays = write_recorded(directory, form, contents, whole=True)
    return bool(written), check_leftovers(directory, stays)


def _is_there(folder: Path, contents: Mapping[str, str]) -> bool:
    """Whether files are there as they are wanted, and Secrets for their owner only."""
    from ..emit.files import SECRETS

    if any(read(folder / name) != text for name, text in contents.items()):
        return False
    secret = [name for name in contents if name.split("/")[-1] == SECRETS]
    return all((folder / name).stat().st_mode & 0o077 == 0 for name in secret)


def writing(project: Project, output: Path | None, form: str, report: Callable[[bool], None]) -> Take:
    """Takes the files of each cluster into its folder. What cannot be written is an error of that cluster."""

    def take(cluster: ClusterInput, contents: dict[str, str] | None) -> list[Diagnostic]:
        if contents is None:
            return []
        folder = folder_of(project, output, cluster)
        try:
            written, found = write_cluster(folder, form, contents)
        except Refused as refused:
            return list(refused.diagnostics)
        report(written)
        return found

    return take
