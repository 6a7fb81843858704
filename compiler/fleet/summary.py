"""What each cluster of a fleet is, in a few words: the rows of `fleet plan`, and what `fleet check` compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from ..compile import plan_values
from ..planning.plan import Plan
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic, Refused
from ..values.placed import bare
from .build import tasks
from .execute import results
from .holes import Shape, shape_of
from .task import How, Task
from .work import read_values, settings_of


@dataclass(frozen=True)
class Summary:
    """One cluster. `label` is what it calls itself, `versions` are the images' tags of its collectors."""

    name: str
    label: str = ""
    collectors: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def summaries(
    project: Project, clusters: Sequence[ClusterInput], how: How, pool: tuple[Executor | None, int]
) -> list[Summary]:
    """What each cluster is, sorted by name."""
    done: Iterator[list[Summary]] = results(tasks(project, clusters, how), *pool, summarized)
    return sorted((one for some in done for one in some), key=lambda one: one.name)


def summarized(task: Task) -> list[Summary]:
    """The summaries of a task's clusters; those of one shape are planned once."""
    known: dict[str, Summary] = {}
    found = []
    for job in task.jobs:
        values, faults = read_values(task, job)
        if values is None:
            found.append(Summary(job.name, faults=tuple(faults)))
            continue
        shape = shape_of(values, task.how)
        label = _label(shape)
        if shape.key not in known or known[shape.key].faults:
            known[shape.key] = _planned(values, task.how)
        one = known[shape.key]
        found.append(replace(one, name=job.name, label=label if label is not None else one.label))
    return found


def _label(shape: Shape) -> str | None:
    named = zip(shape.paths, shape.fills, strict=True)
    return next((fill for paths, fill in named if ("cluster", "name") in paths), None)


def _planned(values: Any, how: How) -> Summary:
    try:
        return _summary(plan_values(values, settings_of(how)))
    except Refused as refused:
        return Summary("", faults=tuple(refused.diagnostics))


def _summary(plan: Plan) -> Summary:
    installation = plan.installation
    features = {feature.feature.key for collector in plan.collectors for feature in collector.features}
    tags = {_tag(collector.collector.settings) for collector in plan.collectors}
    return Summary(
        "",
        str(bare(installation.cluster.name)),
        tuple(collector.collector.key for collector in plan.collectors),
        tuple(sorted(features)),
        tuple(sorted(f"{name}" for name, one in installation.destinations.items() if not one.disabled)),
        tuple(sorted(tags - {""})),
    )


def _tag(settings: Any) -> str:
    image = settings.get("image") if isinstance(settings, Mapping) else None
    return str(bare(image.get("tag") or "")) if isinstance(image, Mapping) else ""


def table(found: Sequence[Summary]) -> str:
    """A row for each cluster, in columns."""
    rows: list[tuple[str, ...]] = [("CLUSTER", "COLLECTORS", "FEATURES", "DESTINATIONS", "VERSIONS")]
    rows += [
        (s.name, *("refused" if s.faults else ", ".join(cell) or "-" for cell in
                   (s.collectors, s.features, s.destinations, s.versions)))
        for s in found
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
