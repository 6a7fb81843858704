"""`alloyc verify`: whether Alloy takes a configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..values.reference import ALLOY_VERSION
from ._values import known_version, report
from .fmt import read_alloy

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic
    from ..syntax.ast import File

STDIN = "<stdin>"


@click.command("verify")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
              show_default=True, help="Text goes to standard error, the others to standard output.")  # fmt: skip
@click.option("--stability", type=click.Choice(["generally-available", "public-preview", "experimental"]),
              default="generally-available", show_default=True, help="The level that Alloy runs at.")  # fmt: skip
@click.option("--alloy-version", callback=known_version, default=ALLOY_VERSION, show_default=True,
              help="The Alloy that runs them.")  # fmt: skip
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], form: Any, stability: str, alloy_version: str) -> None:
    """Check Alloy configurations: what is in them, its types, references, stability and version. `-` reads standard
    input. Exits 1 if there is an error; warnings do not count."""
    from ..report.diagnostics import Refused
    from ..typecheck import check

    found: list[Diagnostic] = []
    texts: dict[str, str] = {}
    for name in dict.fromkeys(files):
        try:
            file, source = parsed(name, texts)
            read = reader(name, texts)
            faults = check(file, source=source, version=alloy_version, stability=stability, read=read)
            found += (in_folder(fault, name, source) for fault in faults)
        except Refused as refused:
            found += refused.diagnostics
    report(found, form, texts, err=form == "text")
    context.exit(1 if any(diagnostic.severity == "error" for diagnostic in found) else 0)


def parsed(name: str, texts: dict[str, str]) -> tuple[File, str]:
    """A file, and what it is called in diagnostics. `texts` gets its text. Raises Refused."""
    from ..syntax.parser import parse

    source = STDIN if name == "-" else name
    texts[source] = read_alloy(name)
    return parse(texts[source], source), source


def reader(name: str, texts: dict[str, str]) -> Callable[[str], str | None]:
    """Gives the text of what an `import.file` names: a file, as seen from the configuration's folder.

    A folder is imported too, but not followed; nor is what is not there, since it may be where Alloy runs.
    """
    folder = Path(".") if name == "-" else Path(name).parent

    def read(path: str) -> str | None:
        try:
            text = (folder / path).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        texts[str(folder / path)] = text
        return text

    return read


def in_folder(fault: Diagnostic, name: str, source: str) -> Diagnostic:
    """A fault in an imported file, with the file's name as seen from here."""
    if fault.span is None or fault.span.file == source or name == "-":
        return fault
    return replace(fault, span=replace(fault.span, file=str(Path(name).parent / fault.span.file)))
