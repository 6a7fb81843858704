"""`alloyc fleet`: every cluster of a project at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID, UNKNOWN, USAGE
from ._fleet import cache_of, engine, fleet_options, progress, tell
from ._project import all_clusters, chosen_clusters, needed_project, refuse_project
from ._report import report

if TYPE_CHECKING:
    from ..fleet.build import Report, Take
    from ..fleet.compare import Group
    from ..fleet.summary import Summary
    from ..fleet.task import How
    from ..project.clusters import ClusterInput
    from ..project.read import Project
    from ..report.diagnostics import Diagnostic


@click.group("fleet")
def command() -> None:
    """Build, compare and check every cluster of the project file, `alloyc.yaml`."""


@command.command("build")
@fleet_options
@click.option("-o", "--output", metavar="DIR", help="Write each cluster into a folder of its name below DIR.")
@click.pass_context
def build(context: click.Context, /, **arguments: Any) -> None:
    """Build every cluster into its folder."""
    from ..fleet.build import how_of, writing
    from ..fleet.stale import folder_of, note, remove_stale, root_of
    from ..report.diagnostics import Refused

    project = needed_project()
    written: list[int] = [0]

    def count(wrote: bool) -> None:
        written[0] += wrote

    how = how_of(project)
    output = Path(arguments["output"]) if arguments["output"] else None
    everywhere = all_clusters(project)
    clusters = chosen(project, arguments, everywhere)
    root, folders = root_of(project, output), [folder_of(project, output, cluster) for cluster in everywhere]
    try:
        note(root, (folder_of(project, output, cluster) for cluster in clusters))
        clusters, guesses = with_paths(project, output, clusters, how.form)
        built = run(project, clusters, arguments, how, writing(project, output, how.form, count))
        gone, more = remove_stale(root, folders)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], {})
        context.exit(INVALID)
    if not arguments["quiet"]:
        words = f"{built.clusters} clusters: {built.clusters - built.refused} built, {built.refused} refused; "
        words += f"{written[0]} written, {built.cached} known before, {built.compilations} compilations"
        click.echo(words + (f"; {len(gone)} of clusters that are no more removed" if gone else ""), err=True)
    context.exit(tell(project, built.found, built.clusters, arguments, [*guesses, *more]))


def with_paths(
    project: Project, output: Path | None, clusters: list[ClusterInput], form: str
) -> tuple[list[ClusterInput], list[Diagnostic]]:
    """The clusters with the paths that Flux reads them at, and a warning where these are a guess."""
    from ..emit.deployment import path_in_repository
    from ..fleet.stale import folder_of
    from ._deployment import guessed

    if form != "flux":
        return clusters, []
    paths = [path_in_repository(str(folder_of(project, output, cluster))) for cluster in clusters]
    placed = [replace(cluster, path=path or ".") for cluster, path in zip(clusters, paths, strict=True)]
    return placed, [guessed(str(output or project.folder))] if None in paths else []


def run(project: Project, clusters: list[ClusterInput], arguments: dict[str, Any], how: How, take: Take) -> Report:
    """Builds clusters as the options say."""
    from ..fleet.build import build_all

    with (
        cache_of(project, arguments) as cache,
        engine(arguments, len(clusters)) as pool,
        progress(len(clusters), arguments["quiet"]) as advance,
    ):
        return build_all(project, clusters, how, cache, pool, take, advance)


@command.command("plan")
@fleet_options
@click.pass_context
def plan(context: click.Context, /, **arguments: Any) -> None:
    """Show each cluster's collectors, features, destinations and versions."""
    from ..fleet.summary import table

    project = needed_project()
    found = summarized(project, chosen(project, arguments), arguments)
    click.echo(table(found))
    context.exit(tell(project, faults_of(found), len(found), arguments))


@command.command("check")
@fleet_options
@click.pass_context
def check(context: click.Context, /, **arguments: Any) -> None:
    """Look for what is wrong in each cluster, and across them. Exits 1 if anything is."""
    from ..fleet.build import how_of
    from ..fleet.check import check_clusters, check_fleet

    project = needed_project()
    clusters = chosen(project, arguments)
    summarized_clusters = summarized(project, clusters, arguments)
    with cache_of(project, arguments) as cache, engine(arguments, len(clusters)) as pool:
        found = check_clusters(project, clusters, how_of(project), cache, pool)
    more = check_fleet(project, clusters, summarized_clusters)
    code = tell(project, faults_of(summarized_clusters) | found, len(clusters), arguments, more)
    context.exit(INVALID if found else code)


@command.command("test")
@fleet_options
@click.option("-k", "name", default="", metavar="NAME", help="Run the tests only whose name has this in it.")
@click.pass_context
def test(context: click.Context, /, name: str, **arguments: Any) -> None:
    """Run the tests of the project file, those that name no values against each cluster.

    Exits as `alloyc test` does.
    """
    from ..fleet.build import how_of
    from ..fleet.test import counts, run_tests

    project = needed_project()
    clusters = chosen(project, arguments)
    if not project.file.tests:
        raise click.UsageError("the project file has no `tests`")
    with engine(arguments, len(clusters)) as pool:
        found = run_tests(project, clusters, how_of(project), pool, name)
    faults: dict[Diagnostic, list[str]] = {}
    for one in found:
        for fault in one.diagnostics:
            faults.setdefault(fault, []).append(one.name)
    counted = counts(found)
    if not arguments["quiet"]:
        click.echo(", ".join(f"{count} {status}" for status, count in counted.items()) or "no test has such a name")
    tell(project, faults, len(clusters), arguments)
    codes = {"wrong": USAGE, "failed": INVALID, "inconclusive": UNKNOWN}
    context.exit(next((code for status, code in codes.items() if status in counted), 0))


def chosen(
    project: Project, arguments: dict[str, Any], everywhere: list[ClusterInput] | None = None
) -> list[ClusterInput]:
    """The clusters that the options choose."""
    return chosen_clusters(project, arguments["patterns"], arguments["revision"], everywhere)


def summarized(project: Project, clusters: list[ClusterInput], arguments: dict[str, Any]) -> list[Summary]:
    """What clusters are."""
    from ..fleet.build import how_of
    from ..fleet.summary import summaries

    with engine(arguments, len(clusters)) as pool:
        return summaries(project, clusters, how_of(project), pool)


def faults_of(found: list[Summary]) -> dict[Diagnostic, list[str]]:
    """The faults of every cluster, each once."""
    by_fault: dict[Diagnostic, list[str]] = {}
    for summary in found:
        for fault in summary.faults:
            by_fault.setdefault(fault, []).append(summary.name)
    return by_fault


@command.command("diff")
@click.argument("old")
@click.argument("new", required=False)
@fleet_options
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
@click.pass_context
def diff(context: click.Context, /, old: str, new: str | None, **arguments: Any) -> None:
    """Say which clusters change, grouped by identical change: since revision OLD, or from project folder OLD to NEW.

    Exits 1 if any does.
    """
    from tempfile import TemporaryDirectory

    from ..fleet.compare import as_text
    from ..project.choose import NoRevision, checkout

    with TemporaryDirectory() as scratch:
        if new is None:
            project = needed_project()
            try:
                before = checkout(project.folder, old, Path(scratch))
            except NoRevision as reason:
                raise click.UsageError(str(reason)) from None
        else:
            before, project = Path(old), project_in(Path(new))
        groups = compared(project_in(before), project, arguments)
    click.echo(as_text(groups, arguments["form"]))
    context.exit(INVALID if groups else 0)


def project_in(folder: Path) -> Project:
    """The project of a folder."""
    from ..project.read import NAME, read_project
    from ..report.diagnostics import Refused

    file = folder / NAME
    if not file.is_file():
        raise click.UsageError(f"there is no {NAME} in {folder}")
    try:
        return read_project(file)
    except Refused as refused:
        refuse_project(refused, file)


def compared(old: Project, new: Project, arguments: dict[str, Any]) -> list[Group]:
    """The clusters that change, in groups."""
    from ..fleet.build import how_of
    from ..fleet.compare import differing
    from ..project.choose import named
    from ..report.diagnostics import Refused

    patterns = arguments["patterns"]
    had, has = named(all_clusters(old), patterns), named(all_clusters(new), patterns)
    if arguments["revision"] is not None:
        has = chosen(new, arguments)
        names = {cluster.name for cluster in has}
        had = [cluster for cluster in had if cluster.name in names]
    before, after = (old, had, how_of(old, "alloy")), (new, has, how_of(new, "alloy"))
    with cache_of(new, arguments) as cache, engine(arguments, len(after[1])) as pool:
        try:
            return differing(before, after, cache, pool)
        except Refused as refused:
            report(refused.diagnostics, arguments["diagnostics"], {})
            raise click.exceptions.Exit(INVALID) from None
