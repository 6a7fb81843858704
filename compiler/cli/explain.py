"""`alloyc explain`: the page of a diagnostic code."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic code, or what people ask; without one, list them all with what each is."""
    from ..report.diagnostics import nearest
    from ..report.pages import codes, explain, title, topics

    if code is None:
        known = [*codes(), *topics()]
        width = max(map(len, known))
        click.echo("\n".join(f"{known_code:<{width}}  {title(known_code)}" for known_code in known))
        return
    page = explain(code)
    if page is None:
        close = nearest(code, [*codes(), *topics()])
        raise click.UsageError(f"unknown code {code!r}" + (f"; did you mean {close!r}?" if close else ""))
    click.echo(page.rstrip("\n"))
