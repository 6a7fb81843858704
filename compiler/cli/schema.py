"""`alloyc schema`: the JSON Schema of the values, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.option("--tests", "of_tests", is_flag=True, help="That of test files, `*.alloytest.yaml`, instead.")
@click.option("--project", is_flag=True, help="That of the project file, `alloyc.yaml`, instead.")
@click.option("--budget", is_flag=True, help="That of budgets instead.")
@click.option("--policy", is_flag=True, help="That of a policy of `alloyc check` instead.")
@click.option("--overlay", is_flag=True, help="For files that go over others: nothing is required.")
def command(of_tests: bool, project: bool, budget: bool, policy: bool, overlay: bool) -> None:
    """Print the JSON Schema of the values, for editors."""
    if of_tests:
        from ..testing.model import tests_schema

        schema = tests_schema()
    elif project:
        from ..project.model import project_schema

        schema = project_schema()
    elif budget:
        from ..diff.budget_file import budget_schema

        schema = budget_schema()
    elif policy:
        from ..checks.policy import policy_schema

        schema = policy_schema()
    else:
        from ..planning.schema import values_schema

        schema = values_schema(overlay)
    click.echo(json.dumps(schema, indent=2, sort_keys=True))
