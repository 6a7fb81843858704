"""`alloyc plan`: what a build would do, as tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options

if TYPE_CHECKING:
    from ..planning.plan import Plan


@click.command("plan")
@values_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Show which collector runs what, towards which destinations; what routers, data processors and integrations do on
    the way; and the collectors that destinations bring."""
    from ..compile import plan_values
    from ..report.diagnostics import Refused

    given = (arguments[name] for name in ("unknown_keys", "release_name", "namespace", "alloy_version", "strict_chart"))
    chosen = settings(1, True, False, *given)
    texts: dict[str, str] = {}
    try:
        planned = plan_values(load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS)), chosen)
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        context.exit(1)
    report(planned.warnings, arguments["diagnostics"], texts, quiet=arguments["quiet"])
    found = sections(planned)
    if arguments["form"] == "json":
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        click.echo("\n\n".join(table(rows) for rows in found.values() if rows))


def sections(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """All that the plan says, a list of rows for each sort of thing."""
    return {
        "collectors": list(_collectors(plan)),
        "satellites": list(_satellites(plan)),
        "dataProcessors": list(_processors(plan)),
        "routers": list(_routers(plan)),
        "integrations": list(_integrations(plan)),
    }


def _collectors(plan: Plan) -> Iterator[dict[str, Any]]:
    """A row for each telemetry of each feature of each collector."""
    for planned in plan.collectors:
        own = {"collector": str(planned.collector.key), "presets": _names(planned.collector.presets)}
        routes = [(feature, route) for feature in planned.features for route in feature.routes]
        for feature, route in routes:
            yield {
                **own,
                "feature": feature.feature.key,
                "telemetry": f"{route.telemetry.ecosystem} {route.telemetry.signal}",
                "processors": _names(feature.processors),
                "destinations": _names(route.destinations),
            }
        if not routes:
            nothing = {"feature": "", "telemetry": "", "processors": []}
            yield {**own, **nothing, "destinations": _names(planned.destinations)}


def _satellites(plan: Plan) -> Iterator[dict[str, Any]]:
    """The collectors that destinations bring: samplers of traces, makers of service graphs."""
    for satellite in plan.installation.satellites:
        yield {
            "satellite": str(satellite.collector.key),
            "does": {"sampler": "tail sampling", "servicegraph": "service graph metrics"}[satellite.role],
            "of destination": str(satellite.destination),
        }


def _processors(plan: Plan) -> Iterator[dict[str, Any]]:
    for name, processor in plan.installation.processors.items():
        users = [f.feature.key for c in plan.collectors for f in c.features if name in f.processors]
        yield {"data processor": str(name), "type": str(processor.type), "used by": _names(dict.fromkeys(users))}


def _routers(plan: Plan) -> Iterator[dict[str, Any]]:
    """The routes of each router, in the order in which they are tried; what none matches comes last."""
    for name, router in plan.installation.destinations.items():
        options: Any = router.options
        if not router.is_router or router.disabled:
            continue
        for route in options.routes:
            match = _plain(route.match)
            yield _route(name, match, _names(route.signals or ()), _names(route.destinations))
        yield _route(name, "anything else", [], _names(options.default_destinations))


def _route(name: str, match: str, signals: list[str], destinations: list[str]) -> dict[str, Any]:
    return {"router": str(name), "match": match, "signals": signals or ["all"], "destinations": destinations}


def _integrations(plan: Plan) -> Iterator[dict[str, Any]]:
    """Each instance, and which collector gathers its metrics, makes its log lines, and reads the logs of its pods."""
    running = [(c.collector.key, feature) for c in plan.collectors for feature in c.features]
    parts = {(*f.feature.path, *part.path): key for key, f in running for part in f.wanted.parts()}
    reader = next((key for key, feature in running if feature.wanted.reads_instances), "")
    for instance in plan.installation.instances:
        by = str(parts.get(instance.path, ""))
        yield {
            "integration": str(instance.path[1]),
            "instance": instance.name,
            "metrics": by if instance.metrics else "",
            "own logs": by if instance.own_logs else "",
            "pod logs": str(reader) if instance.pod_logs else "",
        }


def _plain(value: Any) -> str:
    """A condition of the values on one line."""
    from ..values.options import Options, as_data
    from ..values.placed import bare_tree

    return json.dumps(bare_tree(as_data(value) if isinstance(value, Options) else value), ensure_ascii=False)


def _names(names: Any) -> list[str]:
    return [str(name) for name in names]


def table(found: Sequence[dict[str, Any]]) -> str:
    """Rows in columns. What a collector's first row says, those below it do not repeat."""
    rows = [tuple(key.upper() for key in found[0])]
    previous: tuple[str, ...] = ()
    for row in found:
        cells = tuple((", ".join(cell) if isinstance(cell, list) else cell) or "-" for cell in row.values())
        same = cells[0] == previous[:1][0] if previous else False
        rows.append(("", " " if "presets" in row else cells[1], *cells[2:]) if same else cells)
        previous = cells
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
