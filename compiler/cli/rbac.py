"""`alloyc rbac`: the least permissions that each collector needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..values.load import Values


@click.command("rbac")
@values_options
@click.option("--diff", is_flag=True, help="Show what Alloy's own chart grants beyond (+), and does not grant (-).")
@click.option("--watches", type=click.Choice(["text", "json"]), help="Show what is watched at the API server instead.")
@click.option(
    "--objects", multiple=True, metavar="FILE", help="Objects of the cluster: how many of them each watch has."
)
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Print the roles that each collector needs: what its components ask of the API server, and which ask it.

    Later VALUES win. `-` reads standard input.
    """
    from ..checks.given_objects import read_objects
    from ..compile import compile_values
    from ..report.diagnostics import Refused

    names = ("unknown_keys", "release_name", "namespace", "alloy_version")
    how = settings(1, True, False, **{name: arguments[name] for name in names})
    texts: dict[str, str] = {}
    try:
        values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
        built = compile_values(values, how)
        objects = read_objects(arguments["objects"])
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        context.exit(INVALID)
    report(built.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
    click.echo(_shown(built, values, objects, arguments), nl=False)


def _shown(built: Compilation, values: Values, objects: Sequence[Mapping[str, Any]], arguments: dict[str, Any]) -> str:
    if arguments["watches"]:
        from ..checks.watches import as_json, as_text, rows, watches

        return (as_json if arguments["watches"] == "json" else as_text)(rows(watches(built), values, objects))
    from ..emit.roles import beyond, roles

    return beyond(built) if arguments["diff"] else roles(built, values)
