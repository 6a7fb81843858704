"""How diagnostics reach the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..report.diagnostics import Diagnostic
    from ..report.render import Format


def report(
    diagnostics: Sequence[Diagnostic],
    form: Format,
    texts: Mapping[str, str],
    err: bool = True,
    quiet: bool = False,
) -> None:
    """Prints diagnostics to standard error, in the form asked for, or to standard output. None, as text, is nothing.
    With `quiet`, only errors are printed; of warnings none whose code the command line or the project ignores.

    `texts` are the files, standard input and arguments that they point into, as far as they could be read.
    """
    if quiet:
        diagnostics = [diagnostic for diagnostic in diagnostics if diagnostic.severity == "error"]
    ignored = _ignored()
    diagnostics = [found for found in diagnostics if found.severity == "error" or found.code not in ignored]
    if not diagnostics and form in ("text", "github"):
        return
    from ..report.render import render

    colored = form == "text" and sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    text = render(diagnostics, form, texts, color=colored)
    click.echo(text, err=err, nl=not text.endswith("\n"))


PROJECT_IGNORES = "alloyc.ignored"
"""Where the context of a command keeps the codes that the project file ignores."""


def _ignored() -> frozenset[str]:
    context = click.get_current_context(silent=True)
    if context is None:
        return frozenset()
    ignored: frozenset[str] = context.params.get("ignored", context.meta.get(PROJECT_IGNORES, frozenset()))
    return ignored
