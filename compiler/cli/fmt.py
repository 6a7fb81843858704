"""`alloyc fmt`: Alloy files in the one layout that `alloy fmt` leaves."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._values import report

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-w", "--write", "in_place", is_flag=True, help="Write each file where it is.")
@click.option("-t", "--test", is_flag=True, help="Write nothing; exit 1 if a file is not formatted.")
@click.option("--diff", "as_diff", is_flag=True, help="Show what would change.")
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], in_place: bool, test: bool, as_diff: bool) -> None:
    """Format Alloy files as `alloy fmt` does. `-` reads standard input."""
    from ..report.diagnostics import Refused
    from ..syntax.printer import format_alloy

    faults: list[Diagnostic] = []
    texts: dict[str, str] = {}
    changed = False
    for name in files:
        try:
            text = texts[name] = read_alloy(name)
            formatted = format_alloy(text, name)
            if as_diff:
                click.echo(
                    "".join(unified_diff(text.splitlines(True), formatted.splitlines(True), name, name)), nl=False
                )
            if in_place and name != "-" and formatted != text:
                write_formatted(name, formatted)
            if not (in_place or test or as_diff):
                sys.stdout.write(formatted)
            if test and formatted != text:
                click.echo(name)
            changed |= formatted != text
        except Refused as refused:
            faults += refused.diagnostics
    report(faults, "text", texts)
    context.exit(1 if faults or (test and changed) else 0)


def write_formatted(name: str, text: str) -> None:
    """Writes a formatted file in its place. Raises Refused if it is no Alloy any more: `alloy fmt`, which this follows
    to the letter, puts a comma where none can be if a comment stands alone in a call."""
    from ..emit.files import write
    from ..report.diagnostics import Diagnostic, Refused, Span
    from ..syntax.parser import parse_body

    try:
        parse_body(text)
    except Refused:
        help = "move the comment out of the brackets that it stands alone in"
        fault = Diagnostic("broken-by-format", f"formatting `{name}` would break it", help=help, span=Span(name, 1, 1))
        raise Refused([fault]) from None
    write(str(Path(name).parent), {Path(name).name: text})


def read_alloy(name: str) -> str:
    """The text of an Alloy file, or of standard input for `-`. Raises Refused if it cannot be read."""
    from ..report.diagnostics import Diagnostic, Refused, Span

    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode()
    except OSError as error:
        fault = Diagnostic("unreadable-file", f"cannot read `{name}`: {error.strerror}", help="check the path",
                           span=Span(name, 1, 1))  # fmt: skip
    except UnicodeDecodeError:
        fault = Diagnostic(
            "invalid-utf8", f"`{name}` is not UTF-8 text", help="save it as UTF-8", span=Span(name, 1, 1)
        )
    raise Refused([fault])
