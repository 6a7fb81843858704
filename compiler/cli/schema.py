"""`alloyc schema`: the JSON Schema of the values, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.option("--overlay", is_flag=True, help="For files that go over others: nothing is required.")
def command(overlay: bool) -> None:
    """Print the JSON Schema of the values, for editors."""
    from ..planning.schema import values_schema

    click.echo(json.dumps(values_schema(overlay), indent=2, sort_keys=True))
