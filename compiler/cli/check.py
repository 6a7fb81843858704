"""`alloyc check`: what is wrong although it builds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ._exits import INVALID
from ._project import project_policy
from ._report import report
from ._values import VALUE_ARGUMENTS, load_values, settings, values_options

if TYPE_CHECKING:
    from ..checks.finding import Needs


def _duration(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A duration as Go writes it; another is wrong usage."""
    if value:
        from ..languages.fault import LanguageFault
        from ..languages.gotime import parse_duration

        try:
            parse_duration(value)
        except LanguageFault as fault:
            raise click.BadParameter(str(fault), context, parameter) from None
    return value


@click.command("check")
@values_options
@click.option("--select", metavar="CODES", default="", help="Ask only these rules: codes, with commas between them.")
@click.option("--per-file", "per_file", multiple=True, metavar="PATTERN:CODES",
              help="Leave these rules out for files of a pattern, such as `staging/*`.")  # fmt: skip
@click.option("--objects", multiple=True, metavar="FILE",
              help="Objects of the cluster, such as monitors and pods: what is collected twice of them.")  # fmt: skip
@click.option("--policy", metavar="FILE", help="Which data may come to which destinations.")
@click.option("--rbac", is_flag=True, help="Look for permissions that are missing or needless, too.")
@click.option("--rules", multiple=True, metavar="FILE",
              help="Rules or PrometheusRule objects: which metrics are kept that none of them uses.")  # fmt: skip
@click.option("--dashboards", multiple=True, metavar="FILE", help="Dashboards of Grafana, likewise.")
@click.option("--resolution", metavar="DURATION", default="", callback=_duration,
              help="How far apart points are that are kept: what is scraped more often.")  # fmt: skip
@click.option("--samples", multiple=True, metavar="[SOURCE=]FILE",
              help="What a source gathers: which labels have more than --max-values.")  # fmt: skip
@click.option("--max-values", type=click.IntRange(1), metavar="N", help="How many values a label may have.")
@click.option("--against", metavar="DIR", help="The last output: which names that keep state are lost.")
@click.option("--fix", is_flag=True, help="Take away what has no effect, where the same is built without it.")
@click.option("-v", "--verbose", is_flag=True, help="Show what could not be decided, too.")
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Say what is wrong with values although they build. Exits 1 if there is something.

    Later VALUES win. `-` reads standard input.
    """
    if bool(arguments["samples"]) != bool(arguments["max_values"]):
        raise click.UsageError("--samples and --max-values belong together")
    context.exit(run(arguments))


def run(arguments: dict[str, Any]) -> int:
    """One check. Gives the exit code."""
    from ..checks.given_objects import read_objects
    from ..checks.last_output import read_output
    from ..checks.run import ALL, UnknownRule, check_values, choice
    from ..report.diagnostics import Refused

    try:
        ignore = ",".join(code for code in arguments["ignored"] if code in ALL)
        chosen = choice(arguments["select"], ignore, arguments["per_file"], _also(arguments))
    except UnknownRule as fault:
        raise click.UsageError(str(fault)) from None
    names = ("unknown_keys", "release_name", "namespace", "alloy_version")
    how = settings(1, True, False, **{name: arguments[name] for name in names})
    files = [*arguments["files"], *arguments["more_files"]]
    if arguments["fix"]:
        _fix(files, arguments, how, chosen)
    texts: dict[str, str] = {}
    try:
        values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
        policy = _policy(arguments["policy"], texts)
        against = read_output(arguments["against"]) if arguments["against"] else {}
        objects = read_objects(arguments["objects"])
        findings = check_values(values, how, files, chosen, objects, policy, against, _needs(arguments))
    except Refused as refused:
        report(refused.diagnostics, arguments["diagnostics"], texts, quiet=arguments["quiet"])
        return INVALID
    found = [finding.diagnostic for finding in findings if finding.answer == "proven"]
    unknown = [finding.diagnostic for finding in findings if finding.answer == "unknown"]
    report([*found, *(unknown if arguments["verbose"] else ())], arguments["diagnostics"], texts)
    return INVALID if found else 0


def _also(arguments: dict[str, Any]) -> Iterator[str]:
    """The codes that options ask for."""
    from ..checks.run import RULES

    if arguments["rbac"]:
        yield from RULES["rbac"]
    if arguments["rules"] or arguments["dashboards"]:
        yield "unused-metric"
    if arguments["samples"]:
        yield "many-values"
    if arguments["resolution"]:
        yield "interval-below-resolution"


def _needs(arguments: dict[str, Any]) -> Needs:
    """What is done with the telemetry. Raises Refused."""
    from ..checks.finding import Needs
    from ..queries.expressions import panel_expressions, rule_expressions

    rules = [one for file in arguments["rules"] for one in rule_expressions(file)]
    panels = [one for file in arguments["dashboards"] for one in panel_expressions(file)]
    samples, most = tuple(arguments["samples"]), arguments["max_values"] or 0
    return Needs((*rules, *panels), arguments["resolution"], samples, most)


def _policy(file: str | None, texts: dict[str, str]) -> Any:
    """The policy of a file, or that of the project, whose text is kept for messages; None where there is none. Raises
    Refused."""
    file = file or project_policy()
    if file is None:
        return None
    from ..checks.policy import read_policy
    from ..values.load import load

    texts.update(load([file]).sources)
    return read_policy(file)


def _fix(files: list[str], arguments: dict[str, Any], how: Any, chosen: Any) -> None:
    """Rewrites each file that is given alone, without arguments beside it: with several, one answers for the other."""
    from pathlib import Path

    from ..checks.fix import fixed
    from ..emit.files import write
    from ..report.diagnostics import Refused

    if len(files) != 1 or files[0] == "-" or any(arguments[name] for name in VALUE_ARGUMENTS[2:]):
        raise click.UsageError("--fix needs one values file, and nothing that is set beside it")
    file = files[0]
    try:
        text, gone = fixed(file, how, chosen)
    except Refused:
        return
    if gone:
        write(str(Path(file).parent), {Path(file).name: text})
        click.echo(f"took away {gone} value{'s' if gone > 1 else ''} of {file}", err=True)
