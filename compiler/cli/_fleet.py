"""What the commands on a fleet share: their options, where they compile, and how faults reach the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID
from ._report import report
from ._values import QUIET, F

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ..fleet.cache import Cache
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


def cache_of(project: Project, arguments: dict[str, Any]) -> Cache:
    """What was built before, unless the options say to do without."""
    from ..fleet.cache import FOLDER, Cache

    return Cache(None if arguments["no_cache"] else project.folder / FOLDER)


@contextmanager
def engine(arguments: dict[str, Any], clusters: int) -> Iterator[tuple[Executor | None, int]]:
    """Where to compile. What Dask needs and lacks is wrong usage."""
    from ..fleet.execute import cores, executor

    if (arguments["engine"] == "dask") != (arguments["scheduler"] is not None):
        raise click.UsageError("--executor dask and --scheduler ADDRESS go together")
    if arguments["engine"] == "dask" and find_spec("distributed") is None:
        raise click.UsageError("--executor dask needs an extra: pip install 'alloyc[dask]'")
    jobs = min(arguments["jobs"] or cores(), max(1, clusters))
    with executor(jobs, arguments["scheduler"]) as pool:
        yield pool


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


def tell(
    project: Project,
    found: Mapping[Diagnostic, Sequence[str]],
    clusters: int,
    arguments: dict[str, Any],
    more: Sequence[Diagnostic] = (),
) -> int:
    """Prints every diagnostic once, with those of all clusters that have it, and `more` of the fleet. Gives the exit
    code."""
    from ..fleet.faults import with_clusters

    texts, shown = readable(project, with_clusters(found, clusters))
    report([*shown, *more], arguments["diagnostics"], {**texts, **project.source.sources}, quiet=arguments["quiet"])
    return INVALID if any(diagnostic.severity == "error" for diagnostic in (*shown, *more)) else 0


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
