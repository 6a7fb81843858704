"""`alloyc migrate`: values of version 3 in, values of version 4 out, and a report of what changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ._report import report as report_diagnostics
from ._values import QUIET


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
    overlay nothing is added: it goes over the values before it.
    """
    if output == "":
        raise click.UsageError("-o needs the name of a file")
    names = [Path(file).name for file in files]
    if len(files) > 1 and (output is None or "-" in files or len(set(names)) < len(names)):
        raise click.UsageError("several files need -o FOLDER, and a name of its own each")
    for position, file in enumerate(files):
        target = str(Path(output) / names[position]) if output and len(files) > 1 else output
        if not _migrate(file, target, form, keep_behaviour, quiet, overlay=position > 0):
            context.exit(1)


def _migrate(file: str, output: str | None, form: str, keep_behaviour: bool, quiet: bool, *, overlay: bool) -> bool:
    """Migrates one file, and reports. Gives whether it could be read and written."""
    from ..emit.files import write
    from ..migrate import migrate_text
    from ..migrate.report import json_report, text_report
    from ..report.diagnostics import Refused

    name = "<stdin>" if file == "-" else file
    texts: dict[str, str] = {}
    try:
        texts[name] = _read(file, name)
        migration = migrate_text(texts[name], name, keep_behaviour, overlay)
        if output:
            write(str(Path(output).parent), {Path(output).name: migration.text})
        else:
            sys.stdout.write(migration.text)
    except Refused as refused:
        report_diagnostics(refused.diagnostics, "text", texts)
        return False
    if quiet:
        return True
    if form == "json":
        click.echo(json_report(migration.changes, name), err=True, nl=False)
    else:
        click.echo(text_report(migration.changes, name) or "nothing to change: these are values of version 4", err=True)
    return True


def _read(file: str, name: str) -> str:
    """The text of a file. Raises Refused with what is wrong with its bytes."""
    from ..report.diagnostics import refuse
    from ..values.load import load

    sources: dict[str, str] = {}
    refuse(load([file], sources=sources).warnings)
    return sources[name]
