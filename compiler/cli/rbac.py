"""`alloyc rbac`: the least permissions that each collector needs."""

from __future__ import annotations

from typing import Any

import click

from ._exits import INVALID
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options


@click.command("rbac")
@values_options
@click.option("--diff", is_flag=True, help="Show what Alloy's own chart grants beyond (+), and does not grant (-).")
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Print the roles that each collector needs: what its components ask of the API server, and which ask it.

    Later VALUES win. `-` reads standard input.
    """
    from ..checks.roles import beyond, roles
    from ..compile import compile_values
    from ..report.diagnostics import Refused

    names = ("unknown_keys", "release_name", "namespace", "alloy_version")
    how = settings(1, True, False, **{name: arguments[name] for name in names})
    texts: dict[str, str] = {}
    try:
        values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
        built = compile_values(values, how)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        context.exit(INVALID)
    report(built.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
    click.echo(beyond(built) if arguments["diff"] else roles(built, values), nl=False)
