"""`alloyc schema`: the JSON Schema of the values, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the values."""
    from ..planning.schema import values_schema

    click.echo(json.dumps(values_schema(), indent=2, sort_keys=True))
