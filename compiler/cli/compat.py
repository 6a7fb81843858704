"""`alloyc compat`: which Alloy versions, and which stability level, a configuration runs on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ._values import report
from .verify import parsed, reader

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic
    from ..typecheck.compatibility import Compatibility

SHOWN = 5
"""Reasons that are listed for each end; the others are counted."""


@click.command("compat")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, file: str, form: str) -> None:
    """Say which Alloy versions and which stability level a configuration runs on, and what decides each. `-` reads
    standard input. Exits 1 if no version runs it."""
    from ..report.diagnostics import Refused
    from ..typecheck.compatibility import compat

    texts: dict[str, str] = {}
    try:
        tree, source = parsed(file, texts)
    except Refused as refused:
        report(refused.diagnostics, "text", texts)
        context.exit(1)
    found = compat(tree, source=source, read=reader(file, texts))
    click.echo(json.dumps(record(found), indent=2) if form == "json" else text(found))
    if found.faults and form == "text":
        report(found.faults, "text", texts)
    context.exit(1 if found.lowest is None else 0)


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
