"""What is wrong with the clusters of a fleet although they build: with single ones, and across them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from ..checks.run import ALL, Choice, check_values, choice
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic, Refused
from .build import keys_of, tasks
from .cache import Cache, key_of_question
from .execute import results
from .faults import counted
from .holes import shape_of
from .summary import Summary
from .task import How, Task
from .work import read_values, settings_of

FEW = 0.1
"""Of the clusters, how many with another version are a drift, and not a rollout."""


EVERYWHERE = frozenset({"dead-value", "redundant-value", "dead-rule", "dead-alternative", "unused-ignore"})
"""Findings that say that nobody needs a line: of a file that several clusters read, only if none of them does."""


@dataclass(frozen=True)
class Checked:
    """What the checks of single clusters found in some that have the same values but for names."""

    names: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def check_clusters(
    project: Project, clusters: Sequence[ClusterInput], how: How, cache: Cache, pool: tuple[Executor | None, int]
) -> dict[Diagnostic, list[str]]:
    """What `alloyc check` finds, with the clusters that have it. Clusters that are refused have nothing."""
    chosen = _chosen(project)
    if not chosen.codes:
        return {}
    sound = _answers(project, clusters, how, cache, pool, chosen)
    found: dict[Diagnostic, list[str]] = {}
    for name, diagnostics in sorted(sound.items()):
        for diagnostic in diagnostics:
            found.setdefault(diagnostic, []).append(name)
    compared = [cluster for cluster in clusters if cluster.name in sound]
    return {diagnostic: names for diagnostic, names in found.items() if _is_everywhere(diagnostic, found, compared)}


def _answers(
    project: Project,
    clusters: Sequence[ClusterInput],
    how: How,
    cache: Cache,
    pool: tuple[Executor | None, int],
    chosen: Choice,
) -> dict[str, tuple[Diagnostic, ...]]:
    """What is found in each cluster that builds, known of before or looked for."""
    asked = ",".join(sorted(chosen.codes))
    keys = {name: key_of_question(key, asked) for name, key in keys_of(project, clusters, how).items()}
    sound = {name: known for name, key in keys.items() if (known := cache.answer(key)) is not None}
    missing = [cluster for cluster in clusters if cluster.name not in sound]
    done: Iterator[list[Checked]] = results(tasks(project, missing, how), *pool, partial(checked, chosen=chosen))
    for one in (one for some in done for one in some):
        sound |= dict.fromkeys(one.names, one.diagnostics)
        cache.put_answers((keys[name], one.diagnostics) for name in one.names)
    return sound


def _is_everywhere(
    diagnostic: Diagnostic, found: Mapping[Diagnostic, Sequence[str]], clusters: Sequence[ClusterInput]
) -> bool:
    """Whether no cluster needs the line that nobody is said to need, for whatever reason; any other finding counts."""
    if diagnostic.code not in EVERYWHERE or diagnostic.span is None:
        return True
    without = {
        name
        for other, names in found.items()
        if other.code in EVERYWHERE and other.span == diagnostic.span
        for name in names
    }
    return all(cluster.name in without for cluster in clusters if diagnostic.span.file in cluster.files)


def _chosen(project: Project) -> Choice:
    select, ignore = ([code for code in codes if code in ALL] for codes in
                      (project.file.checks.select, project.file.checks.ignore))  # fmt: skip
    if project.file.checks.select and not select:
        return Choice(frozenset())
    return choice(",".join(select), ",".join(ignore))


def checked(task: Task, chosen: Choice) -> list[Checked]:
    """The checks of a task's clusters; those of the same files whose values differ in names only are checked once."""
    known: dict[tuple[str, tuple[str, ...]], tuple[list[str], tuple[Diagnostic, ...]]] = {}
    for job in task.jobs:
        values, _ = read_values(task, job)
        if values is None:
            continue
        key = (shape_of(values, task.how).key, job.files)
        if key not in known:
            try:
                findings = check_values(values, settings_of(task.how), job.files, chosen)
            except Refused:
                continue
            known[key] = ([], tuple(finding.diagnostic for finding in findings if finding.answer == "proven"))
        known[key][0].append(job.name)
    return [Checked(tuple(names), diagnostics) for names, diagnostics in known.values()]


def check_fleet(project: Project, clusters: Sequence[ClusterInput], found: Sequence[Summary]) -> list[Diagnostic]:
    """What is wrong across clusters, of those codes that the project selects and does not ignore."""
    sound = [summary for summary in found if not summary.faults]
    regions = {cluster.name: cluster.region for cluster in clusters}
    said = [*_shared_names(project, sound), *_lacking(project, sound, regions), *_drifting(project, sound)]
    checks = project.file.checks
    return [d for d in said if (not checks.select or d.code in checks.select) and d.code not in checks.ignore]


def _shared_names(project: Project, found: Sequence[Summary]) -> Iterator[Diagnostic]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for summary in found:
        by_label[summary.label].append(summary.name)
    for label, names in sorted(by_label.items()):
        if label and len(names) > 1:
            message = f"{counted(names)} send under the one `cluster.name` `{label}`"
            yield project.fault("cluster-name-shared", message, (), 'write `set: {cluster.name: "{cluster}"}`')


def _lacking(project: Project, found: Sequence[Summary], regions: dict[str, str]) -> Iterator[Diagnostic]:
    """A destination that all clusters of most regions have, and none of another region."""
    by_region: dict[str, list[frozenset[str]]] = defaultdict(list)
    for summary in found:
        by_region[regions.get(summary.name, "")].append(frozenset(summary.destinations))
    for name in sorted({name for sets in by_region.values() for one in sets for name in one}):
        everywhere = [region for region, sets in by_region.items() if all(name in one for one in sets)]
        nowhere = [region for region, sets in sorted(by_region.items()) if not any(name in one for one in sets)]
        if nowhere and len(everywhere) > len(by_region) / 2 and len(everywhere) + len(nowhere) == len(by_region):
            message = f"the destination `{name}` is missing in {', '.join(f'`{region}`' for region in nowhere)}"
            yield project.fault("missing-in-region", message, (), "the clusters of all other regions have it")


def _drifting(project: Project, found: Sequence[Summary]) -> Iterator[Diagnostic]:
    """Few clusters with another version than nearly all others."""
    counts = Counter(summary.versions for summary in found)
    usual = max(counts, key=lambda versions: (counts[versions], versions), default=())
    for versions, count in sorted(counts.items()):
        if versions != usual and count <= FEW * len(found):
            names = [summary.name for summary in found if summary.versions == versions]
            message = f"{counted(names)} run Alloy {', '.join(versions)}, the others {', '.join(usual)}"
            yield project.fault("version-drift", message, (), "give all of them one version")
