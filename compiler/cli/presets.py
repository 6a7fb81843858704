"""`alloyc presets`: the collector presets."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command("presets")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List the collector presets with what each is for; with NAME, show what it sets."""
    from ..values.preset_data import names

    known = names("collectors")
    if name is not None and name not in known:
        raise click.UsageError(f"unknown preset {name!r}; there are {', '.join(known)}")
    for preset in [name] if name else known:
        text = files("alloyc.presets").joinpath(f"collectors/{preset}.yaml").read_text(encoding="utf-8")
        about = text.split("\n", 1)[0].removeprefix("# ")
        click.echo(text.rstrip("\n") if name else f"{preset:<24}{about}")
