"""`alloyc schema`: the JSON Schema of the values, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.option("--project", is_flag=True, help="That of the project file, alloyc.yaml.")
def command(project: bool) -> None:
    """Print the JSON Schema of the values."""
    if project:
        from ..project.model import project_schema as schema
    else:
        from ..planning.schema import values_schema as schema

    click.echo(json.dumps(schema(), indent=2, sort_keys=True))
