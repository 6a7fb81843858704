"""A build that a command says something about, and what it prints where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..values.load import Values


@contextmanager
def told(context: click.Context, arguments: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Gives the texts that are read within, for messages. What is refused within is printed, and ends the command."""
    from ..report.diagnostics import Refused

    texts: dict[str, str] = {}
    try:
        yield texts
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        context.exit(INVALID)


def built(arguments: dict[str, Any], texts: dict[str, str]) -> tuple[Compilation, Values]:
    """What the values of the command line build, and the values. Raises Refused."""
    from ..compile import compile_values

    names = ("unknown_keys", "release_name", "namespace", "alloy_version")
    how = settings(1, True, False, **{name: arguments[name] for name in names})
    values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
    return compile_values(values, how), values


def tell_warnings(made: Compilation, arguments: dict[str, Any], texts: dict[str, str]) -> None:
    """Prints what a build warns of."""
    report(made.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
