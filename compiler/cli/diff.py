"""`alloyc diff`: what a change does to telemetry."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from ..values.reference import ALLOY_VERSION
from ._exits import CHANGED, INVALID, USAGE
from ._report import report
from ._values import known_name, known_version

if TYPE_CHECKING:
    from ..compile import Settings
    from ..diff.changes import Difference
    from ..diff.prices import Prices
    from ..diff.sides import Side

CONDITIONS = ("changes", "unknown", "lost-source", "lost-series", "lost-label", "blind-alert", "budget")
WRONG_USAGE = ("unreadable-file", "unknown-source")


def _prices(context: click.Context, parameter: click.Parameter, value: str | None) -> Prices | None:
    if value is None:
        return None
    from ..diff.prices import read_prices

    try:
        return read_prices(value)
    except ValueError as part:
        message = f"write series=8/1000,logs=0.50/GB, not {str(part)!r}"
        raise click.BadParameter(message, context, parameter) from None


@click.command("diff")
@click.argument("sides", nargs=-1, metavar="[OLD] [NEW]")
@click.option(
    "--old",
    "old_files",
    multiple=True,
    metavar="FILES",
    help="The old values, later files over earlier: a.yaml,b.yaml.",
)
@click.option("--new", "new_files", multiple=True, metavar="FILES", help="The new values, likewise.")
@click.option("-f", "--values", "shared", multiple=True, metavar="FILE", help="A values file over both sides.")
@click.option("--from-v3", is_flag=True, help="The old values are of version 3 of the chart.")
@click.option(
    "--alloy-version",
    metavar="[OLD,]NEW",
    default=ALLOY_VERSION,
    show_default=True,
    help="The Alloy that runs each side.",
)
@click.option("--release-name", callback=known_name, default="k8smon", show_default=True, help="The Helm release.")
@click.option("--namespace", callback=known_name, default="default", show_default=True, help="Its namespace.")
@click.option("--rules", multiple=True, metavar="FILE", help="Rules or PrometheusRule objects: which become blind?")
@click.option("--dashboards", multiple=True, metavar="FILE", help="Dashboards of Grafana: which panels become blind?")
@click.option("--samples", multiple=True, metavar="[SOURCE=]FILE",
              help="What a source gathers, or a folder of such files: how much of it arrives?")  # fmt: skip
@click.option("--price", callback=_prices, metavar="LIST", help="What counts cost: series=8/1000,logs=0.50/GB.")
@click.option("--budget", "budgets", multiple=True, metavar="FILE", help="A budget: does the new side keep to it?")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True
)
@click.option(
    "--fail-on",
    "fail_on",
    metavar="LIST",
    help=f"What to exit 1 for, of {', '.join(CONDITIONS)}, or none. Without it: any change.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit 3 where there are changes and nothing to fail on.")
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Say what NEW does to telemetry that OLD does not, by destination.

    A side is a values file, an Alloy file or a folder of them, or one of these files at a commit: git:REVISION:path.
    """
    from ..diff.compare import compare
    from ..report.diagnostics import Refused

    conditions = _conditions(arguments)
    names = _sides(arguments)
    versions = _versions(context, arguments["alloy_version"])
    if arguments["price"] is not None and not arguments["samples"]:
        raise click.UsageError("--price needs --samples: it is what their counts cost")
    texts: dict[str, str] = {}
    try:
        old = _read(names[0], versions[0], arguments, texts, arguments["from_v3"])
        new = _read(names[1], versions[1], arguments, texts)
        found = compare(old, new)
        found = _with_blind(found, new, arguments)
        found = _with_counts(found, old, new, arguments, texts)
    except Refused as refused:
        report(refused.diagnostics, "text", texts)
        context.exit(USAGE if any(d.code in WRONG_USAGE for d in refused.diagnostics) else INVALID)
    click.echo(_shown(found, arguments["form"], old, new))
    context.exit(_exit(found, conditions, arguments["detailed_exitcode"]))


def _read(
    names: tuple[str, ...], version: str, arguments: dict[str, Any], texts: dict[str, str], v3: bool = False
) -> Side:
    from ..diff.sides import read_side

    return read_side(names, _settings(version, arguments), texts, v3)


def _with_blind(found: Difference, new: Side, arguments: dict[str, Any]) -> Difference:
    """The difference with the alerts, rules and panels that it makes blind."""
    if not (arguments["rules"] or arguments["dashboards"]):
        return found
    from ..diff.blind import blind
    from ..diff.journeys import journeys
    from ..queries.expressions import panel_expressions, rule_expressions

    rules = (expression for file in arguments["rules"] for expression in rule_expressions(file))
    panels = (expression for file in arguments["dashboards"] for expression in panel_expressions(file))
    told, unread = blind(found, chain(rules, panels), journeys(new))
    return replace(found, blind=told, unknown=(*found.unknown, *unread))


def _with_counts(
    found: Difference, old: Side, new: Side, arguments: dict[str, Any], texts: dict[str, str]
) -> Difference:
    """The difference with what the samples come to on each side, and the budgets that the new one does not keep to."""
    if not arguments["samples"] and not arguments["budgets"]:
        return found
    from ..diff.budget import breaches
    from ..diff.budget_file import read_budget
    from ..diff.counts import count, source_names
    from ..diff.totals import totals
    from ..queries.samples import read_samples

    budgets = [read_budget(file, texts) for file in arguments["budgets"]]
    known = (*source_names(old), *source_names(new))
    samples = read_samples(arguments["samples"], known)
    said = tuple(breaches(budgets, old, new, samples))
    if not samples:
        return replace(found, budgets=said)
    had, has = count(old, samples), count(new, samples)
    unknown = (*found.unknown, *dict.fromkeys((*had.unknown, *has.unknown)))
    return replace(found, counts=totals(had, has, samples, arguments["price"]), unknown=unknown, budgets=said)


def _settings(version: str, arguments: dict[str, Any]) -> Settings:
    from ..compile import Settings
    from ..planning.installation import Release

    return Settings(Release(arguments["release_name"], arguments["namespace"]), alloy_version=version)


def _sides(arguments: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    given = list(arguments["sides"])
    sides = []
    for option in ("old_files", "new_files"):
        names = [name for text in arguments[option] for name in text.split(",") if name]
        if not names and given:
            names = [given.pop(0)]
        sides.append((*names, *arguments["shared"]))
    if given or not all(sides):
        raise click.UsageError("name two sides: OLD and NEW, or --old and --new")
    if sum(name.strip() == "-" for side in sides for name in side) > 1:
        raise click.UsageError("standard input, `-`, can be read once only")
    return sides[0], sides[1]


def _versions(context: click.Context, text: str) -> tuple[str, str]:
    old, _, new = text.partition(",")
    parameter = next(p for p in context.command.params if p.name == "alloy_version")
    return known_version(context, parameter, old), known_version(context, parameter, new or old)


def _conditions(arguments: dict[str, Any]) -> tuple[str, ...]:
    text = arguments["fail_on"]
    if text is None:
        text = "none" if arguments["detailed_exitcode"] else "changes,unknown"
    conditions = tuple(part.strip() for part in text.split(",") if part.strip() not in ("", "none"))
    for condition in conditions:
        if condition not in CONDITIONS:
            raise click.UsageError(f"--fail-on knows {', '.join(CONDITIONS)} and none, not {condition!r}")
    return conditions


def _shown(found: Difference, form: str, old: Side, new: Side) -> str:
    match form:
        case "json":
            import json

            from ..diff.as_json import as_json

            return json.dumps(as_json(found), indent=2)
        case "markdown":
            from ..diff.markdown import markdown

            return markdown(found)
        case "html":
            from ..diff.page import html

            return html(found, old, new)
    from ..diff.text import text

    return text(found)


def _exit(found: Difference, conditions: tuple[str, ...], detailed: bool) -> int:
    from ..diff.conditions import holds

    if any(holds(found, condition) for condition in conditions):
        return INVALID
    return CHANGED if detailed and found.changes else 0
