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
from ._project import chosen_clusters, needed_project
from ._values import QUIET, F, report

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..fleet.build import Report, Take
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
