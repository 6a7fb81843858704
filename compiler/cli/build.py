"""`alloyc build`: values in, configurations out."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from ._contents import contents_of
from ._deployment import check_deployment, deploy_options
from ._exits import INVALID, STALE
from ._report import report
from ._values import SETTING_ARGUMENTS, VALUE_ARGUMENTS, load_values, settings, values_options

if TYPE_CHECKING:
    from ..compile import Compilation, Settings
    from ..report.diagnostics import Diagnostic
    from ..values.load import Values

FORMATS = ("alloy", "configmap", "manifests", "helmfile", "kustomize", "argocd", "flux", "fleet-management")

EXTERNAL = "terraform-external"
WHOLE = FORMATS[3:]
"""Formats of tools that deploy everything: what one collector is left out of, they would remove."""


@click.command("build")
@values_options
@click.option("-o", "--output", metavar="DIR", help="Write files into a directory instead of standard output.")
@click.option("--format", "form", type=click.Choice((*FORMATS, EXTERNAL)), default="alloy", show_default=True)
@click.option("--collector", "only", metavar="NAME", help="Build this collector only.")
@click.option("-O", "level", type=click.IntRange(0, 2), default=1, show_default=True, help="Optimization level.")
@click.option("--verify/--no-verify", default=True, help="Prove each configuration. On by default.")
@click.option("--with-alloy", "alloy", metavar="PATH",
              help="Ask this Alloy as well, with `alloy validate`, and show where it disagrees.")  # fmt: skip
@click.option("--config-hash/--no-config-hash", "hashed", default=True,
              help="Have pods restart when their configuration changes. On by default.")  # fmt: skip
@click.option("--least-permissions", is_flag=True,
              help="Manifests with the least roles that each collector needs, not those of Alloy's chart.")  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; exit 3 with a diff if DIR is stale.")
@click.option("--check-secrets/--no-check-secrets", "secrets", default=True,
              help="Whether --check looks at secrets.yaml. On by default.")  # fmt: skip
@click.option("--from-v3", is_flag=True, help="Take version 3 values: migrate them in memory, then build.")
@deploy_options
@click.option("--watch", is_flag=True, help="Build again whenever a values file changes.")
@click.option("--comments", type=click.Choice(["none", "origin", "lines"]), default="origin", show_default=True,
              help="Say above each component what made it: the key of the values, or that and its line.")  # fmt: skip
@click.option("--budget", "budgets", multiple=True, metavar="FILE", help="A budget that what is built must keep to.")
@click.option("--stats", is_flag=True, help="Say what each pass did.")
@click.pass_context
def command(context: click.Context, /, **arguments: Any) -> None:
    """Compile values into the configuration of each collector.

    Later VALUES win. `-` reads standard input.
    """
    if arguments["output"] == "":
        raise click.UsageError("-o needs the name of a directory")
    if (arguments["check"] or arguments["watch"]) and not arguments["output"]:
        raise click.UsageError("--check and --watch need -o DIR")
    if arguments["only"] is not None and arguments["form"] in WHOLE:
        raise click.UsageError(f"--format {arguments['form']} is for all collectors, without --collector")
    if arguments["least_permissions"] and arguments["form"] != "manifests":
        raise click.UsageError("--least-permissions is for --format manifests")
    check_deployment(arguments)
    if arguments["form"] == EXTERNAL:
        from . import _terraform

        if any(arguments[name] for name in ("output", "only", "from_v3", "alloy")):
            raise click.UsageError(f"--format {EXTERNAL} answers Terraform alone: without -o, --collector and the like")
        context.exit(_terraform.run(arguments))
    if not arguments["watch"]:
        context.exit(run(arguments))
    from ._watch import watch

    watch([*arguments["files"], *arguments["more_files"]], lambda: run(arguments))


def run(arguments: dict[str, Any]) -> int:
    """One build. Gives the exit code."""
    from ..compile import compile_values
    from ..emit import joined
    from ..report.diagnostics import Refused

    tell = partial(report, form=arguments["diagnostics"], quiet=arguments["quiet"])
    texts: dict[str, str] = {}
    try:
        values = load_values(texts, *(arguments[name] for name in VALUE_ARGUMENTS))
        if arguments["from_v3"]:
            values = migrated(values)
        how = replace(settings(*(arguments[name] for name in SETTING_ARGUMENTS)), comments=arguments["comments"])
        built = compile_values(values, how)
        contents, warnings = contents_of(built, values, arguments)
        if arguments["stats"]:
            click.echo(_statistics(built), err=True)
        disagreements = _second_opinion(built, values, arguments["alloy"])
        breaches = _breaches(built, values, how, arguments["budgets"], texts)
        found = [*built.warnings, *warnings, *_secrets(built, values), *disagreements, *breaches]
        if any(each.severity == "error" for each in (*disagreements, *breaches)):
            tell(found, texts=texts)
            return INVALID
        if arguments["check"]:
            return _check(contents, found, texts, arguments)
        if arguments["output"]:
            found += _write(contents, arguments)
        else:
            sys.stdout.write(joined(contents, arguments["form"]))
        tell(found, texts=texts)
        return 0
    except Refused as refused:
        tell(refused.diagnostics, texts=texts)
        return INVALID


def _second_opinion(built: Compilation, values: Values, alloy: str | None) -> tuple[Diagnostic, ...]:
    """What the user's own Alloy has against what was built, at the values that it was made of."""
    if alloy is None:
        return ()
    from ..compile import place
    from ..planning.collectors import stability
    from ..proof.alloy_binary import NoOpinion, disagreements_of_build, validate

    installation = built.plan.installation
    collectors = dict(installation.collectors)
    collectors |= {satellite.collector.key: satellite.collector for satellite in installation.satellites}
    found: list[Diagnostic] = []
    for made in built.configurations:
        collector = collectors[made.collector]
        try:
            said = validate(alloy, made.text, stability(collector))
        except NoOpinion as reason:
            raise click.UsageError(str(reason)) from None
        found += disagreements_of_build(said, made.text, made.graph, collector)
    return place(found, values)


def _breaches(
    built: Compilation, values: Values, how: Settings, files: tuple[str, ...], texts: dict[str, str]
) -> list[Diagnostic]:
    """What of the budgets the build does not keep to, at their lines."""
    if not files:
        return []
    from ..diff.budget import counted_budgets
    from ..diff.budget_file import read_budget
    from ..diff.sides import side_of_build

    return counted_budgets([read_budget(file, texts) for file in files], side_of_build("values", values, built, how))


def _secrets(built: Compilation, values: Values) -> tuple[Diagnostic, ...]:
    """What values bring to where it can be read: nothing, where nothing takes a secret's type away."""
    if not any("nonsensitive" in configuration.text for configuration in built.configurations):
        return ()
    from ..checks.secret_flow import sure

    return sure(built, values)


def migrated(values: Values) -> Values:
    """Values of version 3 as version 4. What they lose or what they do otherwise becomes warnings."""
    from ..migrate import migrate_values
    from ..migrate.report import warnings_of

    current, changes = migrate_values(values)
    return replace(current, warnings=(*current.warnings, *warnings_of(changes)))


def _check(contents: dict[str, str], found: list[Diagnostic], texts: dict[str, str], arguments: dict[str, Any]) -> int:
    """Compares a directory with what was built. A diff is for people; a program gets diagnostics."""
    from ..emit.files import SECRETS
    from ..emit.record import leftovers
    from ..emit.stale import check_files, differences

    folder, form = arguments["output"], arguments["diagnostics"]
    if not arguments["secrets"]:
        contents = {name: text for name, text in contents.items() if name.split("/")[-1] != SECRETS}
    left = [] if arguments["only"] else list(leftovers(folder, arguments["form"], contents))
    left = [name for name in left if arguments["secrets"] or name.split("/")[-1] != SECRETS]
    stale = check_files(folder, contents, left)
    shown = [*found, *(stale if form != "text" else ())]
    report(shown, form, texts, quiet=arguments["quiet"])
    if form == "text":
        click.echo(differences(folder, contents, left), nl=False)
    return STALE if stale else 0


def _write(contents: dict[str, str], arguments: dict[str, Any]) -> list[Diagnostic]:
    """Writes the files, and removes those of an earlier build. Gives what to warn of."""
    from ..emit.record import RECORD, check_leftovers, write_recorded

    folder, form, whole = arguments["output"], arguments["form"], arguments["only"] is None
    written, gone, stays = write_recorded(folder, form, contents, whole)
    if not arguments["quiet"]:
        for verb, names in (("wrote", written), ("removed", gone)):
            for name in names:
                if name != RECORD:
                    click.echo(f"{verb} {folder}/{name}", err=True)
    return check_leftovers(folder, stays)


def _statistics(built: Compilation) -> str:
    lines = []
    for configuration in built.configurations:
        lines.append(f"{configuration.collector}: {len(configuration.text.encode())} bytes")
        for done in configuration.passes:
            before, after = done.components_before, done.components_after
            lines.append(f"  {done.name}: {before} -> {after} components, {done.bytes_saved} bytes saved")
    return "\n".join(lines)
