"""`alloyc verify`: whether Alloy takes a configuration."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..catalog.versions import STABILITIES
from ..values.reference import ALLOY_VERSION
from ._alloy_files import STDIN, alloy_files, importer, of_yaml, read_alloy, seen_from_here
from ._report import report
from ._values import IGNORE, QUIET, known_version

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic
    from ..syntax.ast import File


@click.command("verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_FOLDER...")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
              show_default=True, help="Text goes to standard error, the others to standard output.")  # fmt: skip
@click.option("--stability", type=click.Choice(STABILITIES),
              default=STABILITIES[0], show_default=True, help="The level that Alloy runs at.")  # fmt: skip
@click.option("--alloy-version", callback=known_version, default=ALLOY_VERSION, show_default=True,
              help="The Alloy that runs them.")  # fmt: skip
@click.option("--with-alloy", "alloy", metavar="PATH",
              help="Ask this Alloy as well, with `alloy validate`, and show where it disagrees.")  # fmt: skip
@IGNORE
@QUIET
@click.pass_context
def command(
    context: click.Context,
    files: tuple[str, ...],
    form: Any,
    stability: str,
    alloy_version: str,
    alloy: str | None,
    ignored: frozenset[str],
    quiet: bool,
) -> None:
    """Check Alloy configurations: what is in them, its types, references, stability and version. `-` reads standard
    input; of a folder, every `*.alloy` below it is checked. Exits 1 if there is an error; warnings do not count."""
    from ..emit.record import is_unchanged
    from ..report.diagnostics import Refused
    from ..typecheck import check
    from ..typecheck.suppression import is_suppressed

    found: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for name in alloy_files(files):
        try:
            file, source = parsed(name, texts)
            read = importer(name, texts)
            faults = check(file, source=source, version=alloy_version, stability=stability, read=read)
            made = bool(faults) and name != "-" and is_unchanged(Path(name))
            faults = [fault for fault in faults if not is_suppressed(fault, file, source, made)]
            ours = [in_folder(fault, name, source, texts) for fault in faults]
        except Refused as refused:
            ours = list(refused.diagnostics)
        found += ours
        if alloy is not None:
            found += second_opinion(alloy, texts, STDIN if name == "-" else name, stability, ours)
    report(found, form, texts, err=form == "text", quiet=quiet)
    context.exit(1 if any(diagnostic.severity == "error" for diagnostic in found) else 0)


def second_opinion(
    alloy: str, texts: dict[str, str], source: str, stability: str, ours: list[Diagnostic]
) -> list[Diagnostic]:
    """Where the user's Alloy is of another opinion about a file."""
    from ..proof.alloy_binary import NoOpinion, disagreements, validate

    try:
        return disagreements(validate(alloy, texts[source], stability), ours, source)
    except NoOpinion as reason:
        raise click.UsageError(str(reason)) from None


def parsed(name: str, texts: dict[str, str]) -> tuple[File, str]:
    """A file, and what it is called in diagnostics. `texts` gets its text. Raises Refused."""
    from ..report.diagnostics import Refused
    from ..syntax.parser import parse

    source = STDIN if name == "-" else name
    texts[source] = read_alloy(name)
    try:
        return parse(texts[source], source), source
    except Refused as refused:
        raise Refused(of_yaml(texts[source], source) or refused.diagnostics) from None


def in_folder(fault: Diagnostic, name: str, source: str, texts: dict[str, str]) -> Diagnostic:
    """A fault in an imported file, with the file's name as seen from here. Of what is no Alloy nothing is shown: it may
    be anything."""
    span = fault.span
    if span is None or span.file == source:
        return fault
    file = seen_from_here(name, span.file)
    if fault.code == "syntax-error":
        texts.pop(file, None)
        fault = replace(fault, message="this is not Alloy, from here on", help="is it the file that is meant?")
    return replace(fault, span=replace(span, file=file))
