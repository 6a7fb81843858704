"""`alloyc networkpolicy`: whom each collector must be allowed to talk to."""

from __future__ import annotations

from typing import Any

import click

from ._built import built, tell_warnings, told
from ._values import values_options


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

    with told(context, arguments) as texts:
        made, values = built(arguments, texts)
    tell_warnings(made, arguments, texts)
    click.echo(network_policies(made, values, arguments["nodes"]), nl=False)
