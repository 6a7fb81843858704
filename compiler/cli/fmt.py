"""`alloyc fmt`: Alloy files in the one layout that `alloy fmt` leaves."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._alloy_files import alloy_files, read_alloy
from ._exits import INVALID, STALE
from ._report import report

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_FOLDER...")
@click.option("-w", "--write", "in_place", is_flag=True, help="Write each file where it is.")
@click.option("-t", "--test", is_flag=True, help="Write nothing; exit 3 if a file is not formatted.")
@click.option("--diff", "as_diff", is_flag=True, help="Show what would change.")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], in_place: bool, test: bool, as_diff: bool) -> None:
    """Format Alloy files as `alloy fmt` does. `-` reads standard input; of a folder, every `*.alloy` below it."""
    from ..report.diagnostics import Refused
    from ..syntax.printer import format_alloy

    faults: list[Diagnostic] = []
    texts: dict[str, str] = {}
    changed = False
    for name in alloy_files(files):
        try:
            text = texts[name] = read_alloy(name)
            formatted = format_alloy(text, name)
            if as_diff:
                click.echo(
                    "".join(unified_diff(text.splitlines(True), formatted.splitlines(True), name, name)), nl=False
                )
            if in_place and name != "-" and formatted != text:
                _write(name, text, formatted)
            if not (in_place or test or as_diff):
                sys.stdout.write(formatted)
            if test and formatted != text:
                click.echo(name)
            changed |= formatted != text
        except Refused as refused:
            faults += refused.diagnostics
    report(faults, "text", texts)
    context.exit(INVALID if faults else STALE if test and changed else 0)


def _write(name: str, text: str, formatted: str) -> None:
    """Writes a formatted file where it is. Raises Refused if that would change what it says: we follow `alloy fmt` to
    the letter, and it puts a comma where none can be if a comment stands alone in a call, makes a blank of a tab in a
    key, and doubles a backslash there each time."""
    from ..emit.files import write
    from ..report.codes import Code
    from ..report.diagnostics import Diagnostic, Refused, Span
    from ..syntax.parser import parse_body

    code: Code
    try:
        same = parse_body(formatted, positions=False) == parse_body(text, positions=False)
        code, what = "changed-by-format", "change what it says"
        help = "write tabs and backslashes of a key in another way, or put them into a value"
    except Refused:
        same, code, what = False, "broken-by-format", "break it"
        help = "move the comment out of the brackets that it stands alone in"
    if not same:
        raise Refused([Diagnostic(code, f"formatting `{name}` would {what}", help=help, span=Span(name, 1, 1))])
    target = Path(name).resolve()
    write(str(target.parent), {target.name: formatted})
