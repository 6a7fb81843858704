"""`alloyc diff`: what two configurations do differently."""

from __future__ import annotations

import click

from ._alloy_files import read_alloy
from ._values import report


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.pass_context
def command(context: click.Context, before: str, after: str) -> None:
    """Compare what two Alloy configurations do: names, order and layout do not count. Exits 1 if they differ."""
    from ..graph.flows import describe, flows
    from ..graph.resolve import graph_of
    from ..report.diagnostics import Refused
    from ..syntax.parser import parse

    if before == after == "-":
        raise click.UsageError("standard input, `-`, can be read once only")
    texts: dict[str, str] = {}
    try:
        graphs = []
        for name in (before, after):
            texts[name] = read_alloy(name)
            graphs.append(graph_of(name, parse(texts[name], name).body))
    except Refused as refused:
        report(refused.diagnostics, "text", texts)
        context.exit(1)
    had, has = (flows(graph) for graph in graphs)
    lines = sorted(f"- {describe(flow)}" for flow in had - has) + sorted(f"+ {describe(flow)}" for flow in has - had)
    click.echo("\n".join(lines) if lines else "they do the same")
    context.exit(1 if lines else 0)
