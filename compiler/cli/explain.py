"""`alloyc explain`: the page of a diagnostic code."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code", required=False)
@click.pass_context
def command(context: click.Context, code: str | None) -> None:
    """Explain a diagnostic code; without one, list them all."""
    from ..report.diagnostics import nearest
    from ..report.render import codes, explain

    if code is None:
        click.echo("\n".join(codes()))
        return
    page = explain(code)
    if page is None:
        close = nearest(code, codes())
        raise click.UsageError(f"unknown code {code!r}" + (f"; did you mean {close!r}?" if close else ""))
    click.echo(page.rstrip("\n"))
