"""`alloyc networkpolicy`: whom each collector must be allowed to talk to."""

from __future__ import annotations

from typing import Any

import click

from ._exits import INVALID
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options


def _networks(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from ipaddress import ip_network

    try:
        return tuple(str(ip_network(text, strict=False)) for text in value)
    except ValueError as fault:
        raise click.BadParameter(str(fault), context, parameter) from None


@click.command("networkpolicy")
@values_options
@click.option("--nodes", multiple=True, metavar="CIDR", callback=_networks,
              help="A network that nodes are in; without, they may be anywhere.")  # fmt: skip
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Print a NetworkPolicy for each collector: whom its components talk to, who talks to them, and which need it.

    Later VALUES win. `-` reads standard input.
    """
    from ..checks.network_policies import network_policies
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
    click.echo(network_policies(built, values, arguments["nodes"]), nl=False)
