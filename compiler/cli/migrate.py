"""`alloyc migrate`: values of version 3 in, values of version 4 out, and a report of what changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._exits import INVALID
from ._report import report as report_diagnostics
from ._values import QUIET

if TYPE_CHECKING:
    from ..migrate.report import Change


@click.command("migrate")
@click.argument("files", nargs=-1, required=True, metavar="VALUES [OVERLAY]...")
@click.option(
    "-o", "--output", metavar="FILE", help="Write the new values to a file; of several, each into this folder."
)
@click.option("--report", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How to print the report, on standard error.")  # fmt: skip
@click.option("--keep-behaviour", is_flag=True, help="Write out what version 3 did where version 4 does otherwise.")
@QUIET
@click.pass_context
def command(
    context: click.Context, files: tuple[str, ...], output: str | None, form: str, keep_behaviour: bool, quiet: bool
) -> None:
    """Rewrite version 3 values as version 4.

    Comments, order, quoting and anchors stay. `-` reads standard input. Values of version 4 stay as they are. To an
    overlay only that is added which the values before it ask for. What has no place in version 4 stays as a comment,
    with a TODO; the result is built, and what keeps it from that is reported.
    """
    if output == "":
        raise click.UsageError("-o needs the name of a file")
    names = [Path(file).name for file in files]
    if len(files) > 1 and (output is None or "-" in files or len(set(names)) < len(names)):
        raise click.UsageError("several files need -o FOLDER, and a name of its own each")
    targets = [str(Path(output) / name) for name in names] if output and len(files) > 1 else [output]
    if not _migrate(files, targets, form, keep_behaviour, quiet):
        context.exit(INVALID)


def _migrate(
    files: tuple[str, ...], targets: Sequence[str | None], form: str, keep_behaviour: bool, quiet: bool
) -> bool:
    """Migrates the files, each over those before it, and reports. Gives whether they could be read and written."""
    from ..emit.files import write
    from ..migrate import check_migrated, migrate_together
    from ..report.diagnostics import Refused

    texts: dict[str, str] = {}
    try:
        for file in files:
            name = "<stdin>" if file == "-" else file
            texts[name] = _read(file, name)
        migrations = migrate_together(list(texts.items()), keep_behaviour)
        for target, migration in zip(targets, migrations, strict=True):
            if target:
                write(str(Path(target).parent), {Path(target).name: migration.text})
            else:
                sys.stdout.write(migration.text)
    except Refused as refused:
        report_diagnostics(refused.diagnostics, "text", texts)
        return False
    if not quiet:
        made = [target or name for target, name in zip(targets, texts, strict=True)]
        refusals = check_migrated(list(zip(made, migrations, strict=True)))
        _tell([(name, done.changes) for name, done in zip(texts, migrations, strict=True)], refusals, form)
    return True


def _tell(done: Sequence[tuple[str, Sequence[Change]]], refusals: Sequence[Change], form: str) -> None:
    """The report of each file, that of the last with what keeps the result from being built."""
    from ..migrate.report import json_report, text_report

    for position, (name, changes) in enumerate(done, 1):
        found = [*changes, *(refusals if position == len(done) else ())]
        if form == "json":
            click.echo(json_report(found, name), err=True, nl=False)
        else:
            click.echo(text_report(found, name) or "nothing to change: these are values of version 4", err=True)


def _read(file: str, name: str) -> str:
    """The text of a file. Raises Refused with what is wrong with its bytes."""
    from ..report.diagnostics import refuse
    from ..values.load import load

    sources: dict[str, str] = {}
    refuse(load([file], sources=sources).warnings)
    return sources[name]
