"""The options that tell Argo CD and Flux where things are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ._values import F

if TYPE_CHECKING:
    from ..emit.deployment import Deployment
    from ..report.diagnostics import Diagnostic

HELP = {
    "path": "Where DIR is in the repository that Argo CD or Flux reads.",
    "project": "The project of Argo CD.",
    "namespace": "Where the objects of Argo CD or Flux itself are.",
    "server": "Another cluster to deploy to: its address (Argo CD), or the Secret of its kubeconfig (Flux).",
    "repository": "The repository that DIR is in: its address (Argo CD), or its GitRepository (Flux).",
}
KNOWN = {"argocd": tuple(HELP), "flux": ("path", "namespace", "server", "repository")}


def deploy_options(function: F) -> F:
    """Adds `--deploy-path` and the others."""
    for name in reversed(HELP):
        function = click.option(f"--deploy-{name}", metavar=name.upper(), help=HELP[name])(function)
    return function


def check_deployment(arguments: dict[str, Any]) -> None:
    """Settings that would do nothing are wrong usage."""
    form = arguments["form"]
    for name in HELP:
        if arguments[f"deploy_{name}"] is not None and name not in KNOWN.get(form, ()):
            raise click.UsageError(f"--deploy-{name} does nothing with --format {form}")
    if form == "argocd" and arguments["deploy_server"] and not arguments["deploy_repository"]:
        raise click.UsageError("--deploy-server needs --deploy-repository: the collectors are an Application then, too")


def deployment(arguments: dict[str, Any]) -> tuple[Deployment | None, list[Diagnostic]]:
    """What a tool is told, None where there is none, and a warning where the path in the repository is a guess."""
    if arguments["form"] not in KNOWN:
        return None, []
    from ..emit.deployment import Deployment, path_in_repository

    given = {name: arguments[f"deploy_{name}"] or "" for name in HELP}
    needed = arguments["form"] == "flux" or (arguments["form"] == "argocd" and given["repository"])
    path = given.pop("path") or (path_in_repository(arguments["output"] or ".") if needed else ".")
    guesses = [guessed(arguments["output"])] if path is None else []
    return Deployment(path or ".", **given), guesses


def guessed(folder: str) -> Diagnostic:
    """A warning that paths in the repository are a guess."""
    from ..report.diagnostics import Diagnostic

    return Diagnostic(
        "unknown-repository-path",
        f"nothing says where `{folder}` is in its repository, so paths are as if it were the top",
        help="add `--deploy-path PATH`",
        severity="warning",
    )
