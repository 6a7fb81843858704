"""`alloyc init`: a project file for a folder."""

from __future__ import annotations

from pathlib import Path

import click

HEAD = "# What every alloyc command in this folder and below knows: `alloyc schema --project` prints its JSON Schema.\n"


@click.command("init")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False))
@click.option("--print", "only_print", is_flag=True, help="Print it, and write nothing.")
def command(folder: str, only_print: bool) -> None:
    """Write alloyc.yaml for a folder of values files, an Argo CD ApplicationSet, a Helmfile or a Flux repository."""
    import yaml

    from ..emit.files import write
    from ..project.discover import discover
    from ..project.read import NAME

    text = HEAD + yaml.safe_dump(discover(Path(folder)), sort_keys=False, allow_unicode=True)
    if only_print:
        click.echo(text, nl=False)
        return
    if (Path(folder) / NAME).exists():
        raise click.UsageError(f"{folder}/{NAME} is there already")
    write(folder, {NAME: text})
    click.echo(f"wrote {folder}/{NAME}", err=True)
