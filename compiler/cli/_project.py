"""What the project file says to every command: the defaults of its options, and the values of a cluster."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ._exits import INVALID
from ._report import report

if TYPE_CHECKING:
    from ..project.clusters import ClusterInput
    from ..project.read import Project
    from ..report.diagnostics import Refused
    from ..testing.read import Surroundings
    from ..values.overrides import Override


def the_project() -> Project | None:
    """The project of the folder that the command runs in. Ends the command if it is refused."""
    from ..project.read import find_project, read_project
    from ..report.diagnostics import Refused

    file = find_project(Path.cwd())
    if file is None:
        return None
    try:
        return read_project(Path(os.path.relpath(file)))
    except Refused as refused:
        refuse_project(refused, Path(os.path.relpath(file)))


def needed_project() -> Project:
    """The project; without one the command was called wrongly."""
    project = the_project()
    if project is None:
        raise click.UsageError("there is no alloyc.yaml here or above; `alloyc init` writes one")
    return project


def refuse_project(refused: Refused, file: Path) -> NoReturn:
    """Says what is wrong with a project file, and ends the command."""
    try:
        texts = {str(file): file.read_text("utf-8", errors="replace")}
    except OSError:
        texts = {}
    report(refused.diagnostics, "text", texts)
    raise click.exceptions.Exit(INVALID)


def defaults() -> dict[str, Any]:
    """What the project says of the options of commands, by the names of their arguments."""
    project = the_project()
    if project is None:
        return {}
    file = project.file
    said = {
        "release_name": file.release,
        "namespace": file.namespace,
        "alloy_version": file.alloy_version,
        "form": file.format,
        "level": file.level,
        "comments": file.comments,
        "unknown_keys": file.unknown_keys,
        "ignore": file.ignore,
        "budgets": [os.path.relpath(project.folder / name) for name in file.budgets],
    }
    keys = {key for key, alias in _KEYS.items() if alias in project.source.data}
    return {key: value for key, value in said.items() if key in keys}


_KEYS = {
    "release_name": "release",
    "namespace": "namespace",
    "alloy_version": "alloyVersion",
    "form": "format",
    "level": "level",
    "comments": "comments",
    "unknown_keys": "unknownKeys",
    "ignore": "ignore",
    "budgets": "budgets",
}


def project_policy() -> str | None:
    """The policy file that the project names; None where there is none."""
    project = the_project()
    named = project.file.checks.policy if project is not None else ""
    return os.path.relpath(project.folder / named) if project is not None and named else None


def all_clusters(project: Project) -> list[ClusterInput]:
    """The project's clusters. Ends the command if they are refused."""
    from ..project.clusters import clusters_of
    from ..report.diagnostics import Refused

    try:
        return clusters_of(project)
    except Refused as refused:
        refuse_project(refused, Path(os.path.relpath(project.folder / "alloyc.yaml")))


def chosen_clusters(
    project: Project,
    patterns: tuple[str, ...],
    revision: str | None,
    everywhere: list[ClusterInput] | None = None,
) -> list[ClusterInput]:
    """The clusters that `--cluster` and `--changed-since` choose. That a name fits none is wrong usage."""
    from ..project.choose import NoRevision, changed_since, named

    clusters = everywhere if everywhere is not None else all_clusters(project)
    lost = [pattern for pattern in patterns if not named(clusters, [pattern])]
    if lost:
        raise click.UsageError(f"no cluster is called {lost[0]!r}")
    clusters = named(clusters, patterns)
    try:
        return clusters if revision is None else changed_since(project, clusters, revision)
    except NoRevision as reason:
        raise click.UsageError(f"--changed-since: {reason}") from None


def layers() -> tuple[list[str], list[Override]]:
    """The values files of the one cluster that is meant, as this folder calls them, and what is set over them. Nothing
    without a project."""
    from ..values.overrides import Override

    project = the_project()
    if project is None:
        return [], []
    cluster = _the_cluster(project)
    files = [os.path.relpath(project.folder / file) for file in cluster.files]
    return files, [Override("set-json", f"{key}={text}") for key, text in cluster.sets]


def _the_cluster(project: Project) -> ClusterInput:
    """The one cluster that `--cluster` means. That it means several is wrong usage."""
    context = click.get_current_context()
    clusters = chosen_clusters(project, context.meta.get("alloyc.cluster", ()), None)
    if len(clusters) != 1:
        names = ", ".join(cluster.name for cluster in clusters[:3])
        raise click.UsageError(f"name one cluster with --cluster: there are {len(clusters)} ({names}, ...)")
    return clusters[0]


def project_tests() -> tuple[str, ...]:
    """The test files that the project names for the cluster that is meant, as this folder calls them."""
    project = the_project()
    if project is None or not project.file.tests:
        return ()
    return tuple(os.path.relpath(project.folder / name) for name in _the_cluster(project).tests)


def surroundings(texts: dict[str, str]) -> Surroundings:
    """What the project says to test files: how they are built, and the cluster of those that name no values. `texts`
    receives what is read."""
    from ..compile import Settings
    from ..planning.installation import Release
    from ..testing.read import Surroundings, subject_of
    from ..testing.subject import Subject
    from ..values.load import load
    from ..values.overrides import Override
    from ..values.reference import ALLOY_VERSION

    project = the_project()
    if project is None:
        return Surroundings()
    file = project.file

    def subject(sets: tuple[tuple[str, str], ...], settings: Settings) -> Subject:
        names, overrides = layers()
        over = [*overrides, *(Override("set-json", f"{key}={text}") for key, text in sets)]
        return subject_of(load(names, over, sources=texts), settings)

    settings = Settings(Release(file.release, file.namespace), alloy_version=file.alloy_version or ALLOY_VERSION)
    return Surroundings(replace(settings, unknown_keys=file.unknown_keys), subject)
