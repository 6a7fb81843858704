"""`alloyc plan`: what a build would do, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ._values import load_values, report, settings, values_options
from .build import VALUE_ARGUMENTS

if TYPE_CHECKING:
    from ..planning.plan import Plan


@click.command("plan")
@values_options
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Show which collector runs what, towards which destinations."""
    from ..compile import plan_values
    from ..report.diagnostics import Refused

    given = (arguments[name] for name in ("unknown_keys", "release_name", "namespace", "alloy_version"))
    chosen = settings(1, True, False, *given)
    texts: dict[str, str] = {}
    try:
        planned = plan_values(load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS)), chosen)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        context.exit(1)
    report(planned.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
    click.echo(table(planned))


def table(plan: Plan) -> str:
    """A row for each telemetry of each feature of each collector, in columns."""
    rows = [("COLLECTOR", "PRESETS", "FEATURE", "TELEMETRY", "PROCESSORS", "DESTINATIONS")]
    for planned in plan.collectors:
        name, presets = planned.collector.key, ", ".join(planned.collector.presets)
        cells = [
            (feature.feature.key, f"{route.telemetry.ecosystem} {route.telemetry.signal}",
             ", ".join(feature.processors) or "-", ", ".join(route.destinations))
            for feature in planned.features
            for route in feature.routes
        ]  # fmt: skip
        for cell in cells or [("-", "-", "-", ", ".join(planned.destinations) or "-")]:
            rows.append((name, presets or "-", *cell))
            name, presets = "", " "
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
