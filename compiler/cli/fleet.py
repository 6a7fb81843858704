"""`alloyc fleet`: every cluster of a project at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID
from ._project import all_clusters, chosen_clusters, needed_project, refuse_project
from ._report import report
from ._values import QUIET, F

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..fleet.build import Report, Take
    from ..fleet.compare import Group
    from ..fleet.summary import Summary
    from ..fleet.task import How
    from ..project.read import Project
    from ..report.diagnostics import Diagnostic

CHOOSE = (
    click.option("--cluster", "patterns", multiple=True, metavar="NAME|GLOB", help="Only these clusters."),
    click.option("--changed-since", "revision", metavar="REV", help="Only clusters whose files changed since then."),
    click.option("--diagnostics", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
                 show_default=True, help="How to print diagnostics."),
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes; as many as there are cores."),
    click.option("--no-cache", is_flag=True, help="Neither use nor keep what was built before."),
    click.option("--executor", "engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
                 help="Where to compile."),
    click.option("--scheduler", metavar="ADDRESS", help="The scheduler of Dask: tcp://HOST:PORT."),
    QUIET,
)  # fmt: skip


def fleet_options(function: F) -> F:
    """Adds the options of every command of a fleet."""
    for option in reversed(CHOOSE):
        function = option(function)
    return function


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

    project = needed_project()
    written: list[int] = [0]

    def count(wrote: bool) -> None:
        written[0] += wrote

    how = how_of(project)
    output = Path(arguments["output"]) if arguments["output"] else None
    built = run(project, arguments, how, writing(project, output, how.form, count))
    if not arguments["quiet"]:
        words = f"{built.clusters} clusters: {built.clusters - built.refused} built, {built.refused} refused; "
        click.echo(
            f"{words}{written[0]} written, {built.cached} known before, {built.compilations} compilations", err=True
        )
    context.exit(tell(project, built, arguments))


def run(project: Project, arguments: dict[str, Any], how: How, take: Take) -> Report:
    """Builds the clusters that are chosen, as the options say."""
    from ..fleet.build import build_all
    from ..fleet.cache import FOLDER, Cache

    clusters = chosen_clusters(project, arguments["patterns"], arguments["revision"])
    with (
        Cache(None if arguments["no_cache"] else project.folder / FOLDER) as cache,
        engine(arguments, len(clusters)) as pool,
        progress(len(clusters), arguments["quiet"]) as advance,
    ):
        return build_all(project, clusters, how, cache, pool, take, advance)


@contextmanager
def engine(arguments: dict[str, Any], clusters: int) -> Iterator[tuple[Executor | None, int]]:
    """Where to compile. What Dask needs and lacks is wrong usage."""
    from ..fleet.execute import cores, executor

    if (arguments["engine"] == "dask") != (arguments["scheduler"] is not None):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together")
    jobs = min(arguments["jobs"] or cores(), max(1, clusters))
    try:
        with executor(jobs, arguments["scheduler"]) as pool:
            yield pool
    except ImportError:
        raise click.UsageError("--executor dask needs an extra: pip install 'alloyc[dask]'") from None


@contextmanager
def progress(clusters: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar with the time left and the rate, if standard error is a terminal; else nothing."""
    if quiet or not sys.stderr.isatty():
        yield lambda count: None
        return
    from time import monotonic

    start = monotonic()
    with click.progressbar(length=clusters, file=sys.stderr, show_pos=True, item_show_func=lambda rate: rate) as bar:

        def advance(count: int) -> None:
            rate = (bar.pos + count) / max(1e-6, monotonic() - start)
            bar.update(count, f"{rate:.0f}/s")

        yield advance


def tell(project: Project, built: Report, arguments: dict[str, Any]) -> int:
    """Prints every diagnostic once, with the clusters that have it. Gives the exit code."""
    from ..fleet.faults import with_clusters

    found = with_clusters(built.found, built.clusters)
    texts, shown = readable(project, found)
    report(shown, arguments["diagnostics"], texts, quiet=arguments["quiet"])
    return INVALID if any(diagnostic.severity == "error" for diagnostic in found) else 0


def readable(project: Project, found: list[Diagnostic]) -> tuple[dict[str, str], list[Diagnostic]]:
    """The diagnostics with files as this folder calls them, and the texts of those files."""
    from ..emit.files import read

    texts: dict[str, str] = {}
    shown = []
    for diagnostic in found:
        span = diagnostic.span
        text = read(project.folder / span.file) if span and not span.file.startswith("<") else None
        if span is not None and text is not None:
            span = replace(span, file=os.path.relpath(project.folder / span.file))
            texts[span.file] = text
        shown.append(replace(diagnostic, span=span))
    return texts, shown


@command.command("plan")
@fleet_options
@click.pass_context
def plan(context: click.Context, /, **arguments: Any) -> None:
    """Show each cluster's collectors, features, destinations and versions."""
    from ..fleet.summary import table

    project = needed_project()
    found = summarized(project, arguments)
    click.echo(table(found))
    context.exit(tell_faults(project, found, [], arguments))


@command.command("check")
@fleet_options
@click.pass_context
def check(context: click.Context, /, **arguments: Any) -> None:
    """Look for what is wrong across clusters. Exits 1 if anything is."""
    from ..fleet.check import check_fleet

    project = needed_project()
    clusters = chosen_clusters(project, arguments["patterns"], arguments["revision"])
    found = summarized(project, arguments)
    context.exit(tell_faults(project, found, check_fleet(project, clusters, found), arguments))


def summarized(project: Project, arguments: dict[str, Any]) -> list[Summary]:
    """What the chosen clusters are."""
    from ..fleet.build import how_of
    from ..fleet.summary import summaries

    clusters = chosen_clusters(project, arguments["patterns"], arguments["revision"])
    with engine(arguments, len(clusters)) as pool:
        return summaries(project, clusters, how_of(project), pool)


def tell_faults(project: Project, found: list[Summary], more: list[Diagnostic], arguments: dict[str, Any]) -> int:
    """Prints the faults of every cluster, each once, and those across clusters. Gives the exit code."""
    from ..fleet.faults import with_clusters

    by_fault: dict[Diagnostic, list[str]] = {}
    for summary in found:
        for fault in summary.faults:
            by_fault.setdefault(fault, []).append(summary.name)
    texts, shown = readable(project, with_clusters(by_fault, len(found)))
    texts |= project.source.sources
    report([*shown, *more], arguments["diagnostics"], texts, quiet=arguments["quiet"])
    return INVALID if any(diagnostic.severity == "error" for diagnostic in (*shown, *more)) else 0


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
    from ..fleet.cache import FOLDER, Cache
    from ..fleet.compare import differing
    from ..project.choose import named

    patterns = arguments["patterns"]
    before, after = (
        (project, named(all_clusters(project), patterns), how_of(project, "alloy")) for project in (old, new)
    )
    with (
        Cache(None if arguments["no_cache"] else new.folder / FOLDER) as cache,
        engine(arguments, len(after[1])) as pool,
    ):
        return differing(before, after, cache, pool)
