"""`alloyc rbac`: the least permissions that each collector needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ._built import built, tell_warnings, told
from ._values import values_options

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

    with told(context, arguments) as texts:
        made, values = built(arguments, texts)
        objects = read_objects(arguments["objects"])
    tell_warnings(made, arguments, texts)
    click.echo(_shown(made, values, objects, arguments), nl=False)


def _shown(made: Compilation, values: Values, objects: Sequence[Mapping[str, Any]], arguments: dict[str, Any]) -> str:
    if arguments["watches"]:
        from ..checks.watches import as_json, as_text, rows, watches

        return (as_json if arguments["watches"] == "json" else as_text)(rows(watches(made), values, objects))
    from ..emit.roles import beyond, roles

    return beyond(made) if arguments["diff"] else roles(made, values)
