"""What the commands that read values share: their arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from ..values.reference import ALLOY_VERSION
from ._project import layers
from ._report import PROJECT_IGNORES

if TYPE_CHECKING:
    from ..compile import Settings
    from ..values.load import Values


VALUE_ARGUMENTS = ("files", "more_files", "sets", "set_strings", "set_jsons", "set_files")
SETTING_ARGUMENTS = (
    "level",
    "verify",
    "stats",
    "unknown_keys",
    "release_name",
    "namespace",
    "alloy_version",
    "strict_chart",
)
"""The arguments of commands, as `load_values` and `settings` take them."""


def known_version(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A version of Alloy that the catalog knows; to name another is wrong usage. The default needs no look."""
    if value == ALLOY_VERSION:
        return value
    from ..catalog import number, versions

    minor = number(value)
    if minor is None:
        raise click.BadParameter(f"the catalog has Alloy {versions()[0]} to {versions()[-1]}", context, parameter)
    return f"1.{minor}"


def known_name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """A name that Helm and Kubernetes take; another is wrong usage."""
    from ..values.names import NAMESPACE, RELEASE

    rule = RELEASE if parameter.name == "release_name" else NAMESPACE
    if not rule.allows(value):
        raise click.BadParameter(f"use {rule.wanted} only, {rule.longest} at most", context, parameter)
    return value


def choose_cluster(context: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> None:
    """Keeps the name until values are loaded."""
    context.meta["alloyc.cluster"] = names


def known_codes(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> frozenset[str]:
    """Codes of diagnostics; one that there is not is wrong usage."""
    if value:
        from ..report.pages import codes

        for code in value:
            if code not in codes():
                raise click.BadParameter(f"no diagnostic is called {code!r}; see `alloyc explain`", context, parameter)
    of_project: frozenset[str] = context.meta.get(PROJECT_IGNORES, frozenset())
    return of_project | set(value)


IGNORE = click.option("--ignore", "ignored", multiple=True, metavar="CODE", callback=known_codes,
                      help="Say nothing of warnings with this code.")  # fmt: skip
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = (
    click.argument("files", nargs=-1, metavar="[VALUES]..."),
    click.option("-f", "--values", "more_files", multiple=True, metavar="FILE", help="A values file; later ones win."),
    click.option("--set", "sets", multiple=True, metavar="KEY=VALUE", help="Set a value, as `helm --set` does."),
    click.option("--set-string", "set_strings", multiple=True, metavar="KEY=TEXT", help="Set a value that is text."),
    click.option("--set-json", "set_jsons", multiple=True, metavar="KEY=JSON", help="Set a value written as JSON."),
    click.option("--set-file", "set_files", multiple=True, metavar="KEY=PATH", help="Set a value to a file's text."),
    click.option("--cluster", "clusters", multiple=True, metavar="NAME", expose_value=False, callback=choose_cluster,
                 help="Take the values of this cluster of the project."),
    click.option("--unknown-keys", type=click.Choice(["error", "warn"]), default="error", show_default=True,
                 help="What a key that nobody reads is."),
    click.option("--strict-chart", is_flag=True, help="Refuse what the chart itself would refuse or pass over."),
    click.option("--release-name", callback=known_name, default="k8smon", show_default=True,
                 help="The Helm release to build for."),
    click.option("--namespace", callback=known_name, default="default", show_default=True,
                 help="The namespace of the release."),
    click.option("--diagnostics", type=click.Choice(["text", "json", "sarif", "github"]), default="text",
                 show_default=True, help="How to print diagnostics."),
    click.option("--alloy-version", callback=known_version, default=ALLOY_VERSION, show_default=True,
                 help="The Alloy that runs the collectors."),
    IGNORE,
    QUIET,
)  # fmt: skip


def values_options(function: F) -> F:
    """Adds the arguments of every command that reads values."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def load_values(
    texts: dict[str, str],
    files: Sequence[str],
    more_files: Sequence[str],
    sets: Sequence[str],
    set_strings: Sequence[str],
    set_jsons: Sequence[str],
    set_files: Sequence[str],
    over: BinaryIO | None = None,
) -> Values:
    """Files and overrides, merged. Raises Refused with every fault. `texts` receives what was read, to be shown; `over`
    is what standard input has over the files."""
    from ..values.load import load
    from ..values.overrides import Override

    overrides = [
        *(Override("set-json", text) for text in set_jsons),
        *(Override("set", text) for text in sets),
        *(Override("set-string", text) for text in set_strings),
        *(Override("set-file", text) for text in set_files),
    ]
    names = [*files, *more_files]
    if sum(name.strip() == "-" for name in (*names, *(text.partition("=")[2] for text in set_files))) > 1:
        raise click.UsageError("standard input, `-`, can be read once only")
    if not names:
        names, given = layers()
        overrides = [*given, *overrides]
    if not names and not overrides and over is None:
        raise click.UsageError("give a values file, or - for standard input")
    return load([*names, *(["-"] if over else [])], overrides, over, texts)


def settings(
    level: int,
    verify: bool,
    stats: bool,
    unknown_keys: Any,
    release_name: str,
    namespace: str,
    alloy_version: str,
    strict_chart: bool = False,
) -> Settings:
    """How to compile, from the arguments of the command."""
    from ..compile import Settings
    from ..planning.installation import Release

    release = Release(release_name, namespace)
    return Settings(release, level, verify, stats, unknown_keys, alloy_version, strict_chart=strict_chart)
