"""`alloyc compat`: which Alloy versions, and which stability level, a configuration runs on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ._alloy_files import alloy_files, importer
from ._exits import INVALID
from ._report import report
from .verify import parsed

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic
    from ..typecheck.compatibility import Compatibility

SHOWN = 5
"""Reasons that are listed for each end; the others are counted."""


@click.command("compat")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_FOLDER...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, files: tuple[str, ...], form: str) -> None:
    """Say which Alloy versions and which stability level a configuration runs on, and what decides each. `-` reads
    standard input; of a folder, every `*.alloy` below it. Exits 1 if one of them is run by no version."""
    from ..report.diagnostics import Refused

    names = alloy_files(files)
    texts: dict[str, str] = {}
    found: dict[str, Compatibility] = {}
    faults: list[Diagnostic] = []
    for name in names:
        try:
            found[name] = _compatibility(name, texts)
        except Refused as refused:
            faults += refused.diagnostics
    if form == "json":
        records = {name: record(one) for name, one in found.items()}
        click.echo(json.dumps(records if len(names) > 1 else next(iter(records.values()), {}), indent=2))
    else:
        titles = (f"{name}: " if len(names) > 1 else "" for name in found)
        click.echo("\n\n".join(title + text(one) for title, one in zip(titles, found.values(), strict=True)))
        faults += (fault for one in found.values() for fault in one.faults)
    report(faults, "text", texts)
    context.exit(INVALID if len(found) < len(names) or any(one.lowest is None for one in found.values()) else 0)


def _compatibility(name: str, texts: dict[str, str]) -> Compatibility:
    from ..typecheck.compatibility import compat

    tree, source = parsed(name, texts)
    return compat(tree, source=source, read=importer(name, texts))


def text(found: Compatibility) -> str:
    if found.lowest is None:
        return "no Alloy version runs it"
    span = found.lowest if found.lowest == found.highest else f"{found.lowest} to {found.highest}"
    lines = [f"Alloy {span}, stability level {found.stability}"]
    for end, reasons in (
        (f"not before {found.lowest}", found.below),
        (f"not after {found.highest}", found.above),
        (f"not below {found.stability}", found.unstable),
    ):
        if reasons:
            lines += ["", f"{end}:", *(f"  {reason}" for reason in listed(reasons))]
    return "\n".join(lines)


def listed(reasons: Sequence[Diagnostic]) -> list[str]:
    """The first of the reasons, a line each."""
    lines = [f"{reason.span}: {reason.message}" if reason.span else reason.message for reason in reasons[:SHOWN]]
    return [*lines, f"and {len(reasons) - SHOWN} more"] if len(reasons) > SHOWN else lines


def record(found: Compatibility) -> dict[str, Any]:
    ends = {"below": found.below, "above": found.above, "unstable": found.unstable, "faults": found.faults}
    return {
        "lowest": found.lowest,
        "highest": found.highest,
        "stability": found.stability,
        **{name: [reason_of(diagnostic) for diagnostic in reasons] for name, reasons in ends.items()},
    }


def reason_of(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
    }
