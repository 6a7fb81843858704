"""Which clusters of a fleet change, grouped by identical change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic
from .build import build_all, tasks
from .cache import Cache
from .compile import compiled
from .faults import counted
from .task import How
from .work import read_values

if TYPE_CHECKING:
    from ..diff.budget_file import Budget
    from ..diff.changes import Difference
    from ..diff.sides import Side as Told

Files = Mapping[str, str]
Side = tuple[Project, Sequence[ClusterInput], How]
Pool = tuple[Executor | None, int]
AT_ONCE = 200
"""Clusters whose files are in memory at a time."""
MOST = 20
"""Groups that are told of in full; of the others their clusters are named."""


@dataclass(frozen=True)
class Group:
    """Clusters that change alike: their names, and what one of them does otherwise, in the terms of `alloyc diff`.
    Where that cannot be told, `note` says why."""

    names: tuple[str, ...]
    found: Difference | None = None
    note: str = ""


def differing(old: Side, new: Side, cache: Cache, pool: Pool) -> list[Group]:
    """The clusters that change, in groups. Of each cluster a digest is kept, until it is known which change. Raises
    Refused for a budget of the project that cannot be read."""
    had, has = _digests(old, cache, pool), _digests(new, cache, pool)
    names = sorted(name for name in {*had, *has} if had.get(name) != has.get(name))
    groups: dict[tuple[object, ...], list[str]] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        before, after = _files(old, some, cache, pool), _files(new, some, cache, pool)
        for name in some:
            groups.setdefault(change_of(before.get(name), after.get(name)), []).append(name)
    largest = sorted(groups.values(), key=lambda group: (-len(group), group))
    budgets = _budgets(new[0])
    told = [_told(tuple(group), old, new, budgets) for group in largest[:MOST]]
    return [*told, *(Group(tuple(group), note="see `--cluster`") for group in largest[MOST:])]


def _digests(side: Side, cache: Cache, pool: Pool) -> dict[str, str]:
    project, clusters, how = side
    found: dict[str, str] = {}

    def take(cluster: ClusterInput, files: dict[str, str] | None) -> list[Diagnostic]:
        found[cluster.name] = sha256(repr(files).encode("utf-8", "surrogatepass")).hexdigest()
        return []

    build_all(project, clusters, how, cache, pool, take)
    return found


def _files(side: Side, names: Sequence[str], cache: Cache, pool: Pool) -> dict[str, dict[str, str]]:
    project, clusters, how = side
    found: dict[str, dict[str, str]] = {}

    def take(cluster: ClusterInput, files: dict[str, str] | None) -> list[Diagnostic]:
        found[cluster.name] = files or {}
        return []

    chosen = set(names)
    build_all(project, [cluster for cluster in clusters if cluster.name in chosen], how, cache, pool, take)
    return found


def change_of(old: Files | None, new: Files | None) -> tuple[object, ...]:
    """What is equal for equal changes: the lines that went and came, of each file; the cluster itself if it did."""
    if old is None or new is None:
        return ("gone" if new is None else "new",)
    changed = []
    for name in sorted({*old, *new}):
        had, has = (Counter(files.get(name, "").splitlines()) for files in (old, new))
        if old.get(name) != new.get(name):
            gone, came = (tuple(sorted(lines.elements())) for lines in (had - has, has - had))
            changed.append((name, gone, came))
    return tuple(changed)


def _budgets(project: Project) -> list[Budget]:
    from ..diff.budget_file import read_budget

    return [read_budget(str(project.folder / name), {}) for name in project.file.budgets]


def _told(names: tuple[str, ...], old: Side, new: Side, budgets: Sequence[Budget]) -> Group:
    """A group with what its first cluster does otherwise, and the budgets that it no longer keeps to."""
    from ..diff.budget import breaches
    from ..diff.compare import compare

    had, has = (_one(side, names[0]) for side in (old, new))
    if isinstance(had, str) or isinstance(has, str):
        said = [f"{word}: {one}" for word, one in (("before", had), ("now", has)) if isinstance(one, str)]
        return Group(names, note="; ".join(said))
    found = compare(had, has)
    return Group(names, replace(found, budgets=tuple(breaches(budgets, had, has, ()))) if budgets else found)


def _one(side: Side, name: str) -> Told | str:
    """One cluster of a side, compiled; or why there is nothing to compare."""
    from ..diff.sides import Side as Told

    project, clusters, how = side
    chosen = [cluster for cluster in clusters if cluster.name == name]
    if not chosen:
        return "no such cluster"
    [task] = tasks(project, chosen, how)
    values, faults = read_values(task, task.jobs[0])
    made = compiled(values, how) if values is not None else None
    if made is None or made.built is None:
        found = faults if made is None else made.diagnostics
        return "refused, " + next(d.message for d in found if d.severity == "error")
    return Told(name, tuple(c.graph for c in made.built.configurations), values, made.built)


def as_text(groups: Sequence[Group], form: str) -> str:
    """The groups, the largest first, as text or Markdown."""
    if not groups:
        return "no cluster changes"
    return "\n\n".join(_as_markdown(group) if form == "markdown" else _as_text(group) for group in groups)


def _as_text(group: Group) -> str:
    from ..diff.text import text

    return f"{counted(group.names)}: {group.note if group.found is None else text(group.found)}"


def _as_markdown(group: Group) -> str:
    from ..diff.markdown import markdown

    said = group.note if group.found is None else markdown(group.found).partition("\n")[2]
    return f"### {counted(group.names)}\n\n{said}"
