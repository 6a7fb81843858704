"""`alloyc test`: tests of what a configuration does to data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID, UNKNOWN, USAGE
from ._project import project_tests, surroundings
from ._report import report
from ._values import choose_cluster

if TYPE_CHECKING:
    from ..engine.run import Engine
    from ..report.diagnostics import Diagnostic
    from ..testing.run import Result
    from ..testing.subject import Tests


@click.command("test")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-k", "name", default="", metavar="NAME", help="Run the tests only whose name has this in it.")
@click.option("--cluster", "clusters", multiple=True, metavar="NAME", expose_value=False, callback=choose_cluster,
              help="What tests are of that name no values: this cluster of the project.")  # fmt: skip
@click.option("--junit", "junit_file", metavar="FILE", help="Write the results as JUnit's XML too.")
@click.option("--diagnostics", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
              show_default=True, help="How to print what failed.")  # fmt: skip
@click.option("--update", is_flag=True, help="Take the snapshots anew.")
@click.option("--coverage", "covers", is_flag=True, help="Say which rules, stages and keys no test exercised.")
@click.option(
    "--emit", type=click.Choice(["pipelinetest"]), help="Write the tests of log pipelines in Alloy's own format."
)
@click.option("-o", "--output", metavar="FOLDER", help="Where --emit writes: a folder for each test, with a test.yaml.")
@click.option("--watch", "watches", is_flag=True, help="Run again when a file changes.")
@click.option("--engine", "engine_name", type=click.Choice(["simulation", "alloy"]), default="simulation",
              help="With `alloy`, run the tests through the Alloy that --alloy names too, and compare.")  # fmt: skip
@click.option("--alloy", metavar="PATH", help="The Alloy of --engine alloy.  [default: $ALLOYC_ALLOY, or on the PATH]")
@click.option("--engine-timeout", type=click.FloatRange(min=1), default=60, show_default=True, metavar="SECONDS",
              help="How long Alloy may take for a test.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show the way of the data of each test.")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    name: str,
    junit_file: str | None,
    form: Any,
    update: bool,
    covers: bool,
    emit: str | None,
    output: str | None,
    watches: bool,
    engine_name: str,
    alloy: str | None,
    engine_timeout: float,
    verbose: bool,
) -> None:
    """Run the tests in `*.alloytest.yaml`, of the folder that you are in or of PATH.

    Exits 0 if all passed, 1 if one failed, 2 for a test that could hold for nothing or cannot be read, 3 if something
    that decides is unknown.
    """
    from ..testing.read import files_of

    files = files_of(paths or project_tests())
    if not files:
        raise click.UsageError("no *.alloytest.yaml here: name a file or a folder")

    if output and not emit:
        raise click.UsageError("--output goes with `--emit`")
    engine = _engine(engine_name, alloy, engine_timeout)

    def once() -> int:
        return _run(files, name, junit_file, form, update, covers, emit, output, engine, verbose)

    if not watches:
        context.exit(once())
    from ._watch import watch

    watch(_watched(files), once, ("passed", "not passed"))


def _engine(name: str, alloy: str | None, timeout: float) -> Engine | None:
    """The other engine, where one is asked for. Raises UsageError where there is none."""
    if name == "simulation":
        if alloy is not None:
            raise click.UsageError("--alloy goes with `--engine alloy`")
        return None
    import os
    import signal
    from shutil import which

    from ..engine.run import Engine

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    named = alloy or os.environ.get("ALLOYC_ALLOY") or "alloy"
    found = which(named)
    if found is None:
        raise click.UsageError(f"`{named}` is no program: name an Alloy with --alloy PATH")
    return Engine(found, timeout)


def _run(
    files: list[str],
    name: str,
    junit_file: str | None,
    form: Any,
    update: bool,
    covers: bool,
    emit: str | None,
    output: str | None,
    engine: Engine | None,
    verbose: bool,
) -> int:
    from ..report.diagnostics import Refused
    from ..testing.read import read_tests
    from ..testing.run import Runner

    texts: dict[str, str] = {}
    around = surroundings(texts)
    results: list[Result] = []
    refused: list[Diagnostic] = []
    for file in files:
        try:
            tests = read_tests(file, texts, around)
        except Refused as fault:
            refused += fault.diagnostics
            continue
        found = list(Runner(tests, update, engine).run(lambda case: name in case))
        results += found
        if covers:
            _cover(tests, found)
        if emit:
            _emit(found, output)
    if form == "text" and not emit and (results or not refused):
        _show(results, verbose)
    report([*refused, *(one for result in results for one in result.diagnostics)], form, texts, err=form == "text")
    if junit_file:
        from ..testing.junit import junit

        Path(junit_file).write_text(junit(results), encoding="utf-8")
    return _exit(results, refused)


def _emit(found: list[Result], output: str | None) -> None:
    from ..testing.emit_pipelinetest import emitted, write_emitted

    if output is None:
        click.echo(emitted(found), nl=False)
        return
    try:
        write_emitted(found, Path(output))
    except OSError as error:
        raise click.UsageError(f"`{output}` cannot be written: {error.strerror}") from None


def _exit(results: list[Result], refused: list[Diagnostic]) -> int:
    statuses = {result.status for result in results}
    if refused or "wrong" in statuses:
        return USAGE
    if "failed" in statuses:
        return INVALID
    return UNKNOWN if "inconclusive" in statuses else 0


def _show(results: list[Result], verbose: bool) -> None:
    from ..report.render import visible
    from ..testing.explain import explained

    for result in results:
        if verbose or result.status != "passed":
            click.echo(f"{result.status}: {result.case.name}")
            for line in explained(result.outcomes, result.tests.subject):
                click.echo(f"    {visible(line)}")
    counts = dict.fromkeys(("passed", "failed", "inconclusive", "wrong"), 0)
    for result in results:
        counts[result.status] += 1
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    click.echo(said or "no test has such a name")


def _cover(tests: Tests, results: list[Result]) -> None:
    from ..testing.coverage import coverage, report

    click.echo(f"{tests.path}:")
    for line in report(coverage(tests.subject, results)):
        click.echo(f"  {line}")


def _watched(files: list[str]) -> list[str]:
    """The test files, and what they read, as far as they can be read now."""
    from ..report.diagnostics import Refused
    from ..testing.read import read_tests

    texts: dict[str, str] = {}
    around = surroundings(texts)
    for file in files:
        try:
            read_tests(file, texts, around)
        except Refused:
            continue
    return list(dict.fromkeys([*files, *(name for name in texts if Path(name).exists())]))
