"""Which clusters of a fleet change, grouped by identical change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import sha256

from ..graph.flows import describe, flows
from ..graph.resolve import graph_of
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic
from ..syntax.parser import parse
from .build import build_all
from .cache import Cache
from .faults import counted
from .task import How

Files = Mapping[str, str]
Side = tuple[Project, Sequence[ClusterInput], How]
Pool = tuple[Executor | None, int]
AT_ONCE = 200
"""Clusters whose files are in memory at a time."""


@dataclass(frozen=True)
class Group:
    """Clusters that change alike: their names, and what one of them does otherwise."""

    names: tuple[str, ...]
    lines: tuple[str, ...]


def differing(old: Side, new: Side, cache: Cache, pool: Pool) -> list[Group]:
    """The clusters that change, in groups. Of each cluster a digest is kept, until it is known which change."""
    had, has = _digests(old, cache, pool), _digests(new, cache, pool)
    names = sorted(name for name in {*had, *has} if had.get(name) != has.get(name))
    groups: dict[tuple[object, ...], list[str]] = {}
    lines: dict[tuple[object, ...], tuple[str, ...]] = {}
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        before, after = _files(old, some, cache, pool), _files(new, some, cache, pool)
        for name in some:
            change = change_of(before.get(name), after.get(name))
            groups.setdefault(change, []).append(name)
            if change not in lines:
                lines[change] = told(before.get(name), after.get(name))
    return [Group(tuple(names), lines[change]) for change, names in groups.items()]


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


def told(old: Files | None, new: Files | None) -> tuple[str, ...]:
    """What one cluster does otherwise, as `- ` and `+ ` lines."""
    if old is None or new is None:
        return ("- the cluster",) if new is None else ("+ the cluster",)
    had, has = (
        {flow for name, text in files.items() for flow in flows(graph_of(name, parse(text, name).body))}
        for files in (old, new)
    )
    gone = (f"- {describe(flow)}" for flow in had - has)
    came = (f"+ {describe(flow)}" for flow in has - had)
    lines = (*sorted(gone), *sorted(came))
    return lines or ("names, order or what is no flow of data",)


def as_text(groups: Sequence[Group], form: str) -> str:
    """The groups, the largest first, as text or Markdown."""
    if not groups:
        return "no cluster changes"
    parts = []
    for group in sorted(groups, key=lambda group: (-len(group.names), group.names)):
        lines = "\n".join(group.lines)
        title = counted(group.names)
        parts.append(f"### {title}\n\n```diff\n{lines}\n```" if form == "markdown" else f"{title}\n{lines}")
    return "\n\n".join(parts)
