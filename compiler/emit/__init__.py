"""What a build leaves: files of Alloy text, Kubernetes objects, or a folder for a tool that deploys."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..report.diagnostics import Diagnostic, refuse

if TYPE_CHECKING:
    from ..compile import Compilation
    from .deployment import Deployment

WITH_SERVICES = ("helmfile", "kustomize", "argocd", "flux")


def rendered(
    built: Compilation,
    form: str,
    collectors: Collection[str],
    hashed: bool = True,
    to: Deployment | None = None,
    least_permissions: bool = False,
) -> dict[str, str]:
    """The files of a build, by name, in order. `form` is what `--format` takes; `to` is for the tool that deploys,
    `least_permissions` for manifests."""
    chosen = [c for c in built.configurations if c.collector in collectors]
    match form:
        case "alloy":
            return {f"{c.collector}.alloy": c.text for c in chosen}
        case "configmap":
            from .files import SECRETS
            from .objects import configmap
            from .yaml_text import to_yaml

            contents = {f"{c.collector}.configmap.yaml": to_yaml([configmap(c, built.plan)]) for c in chosen}
            secrets = built.secrets
            return {**contents, **({SECRETS: to_yaml(secrets)} if secrets else {})}
        case "fleet-management":
            from .files import SECRETS
            from .fleet_management import fleet_management
            from .yaml_text import to_yaml

            files, secrets = fleet_management(built, collectors), built.secrets
            return {**files, **({SECRETS: to_yaml(secrets)} if secrets else {})}
        case _:
            from .deployment import HERE
            from .record import MARK

            marked = _deployable(built, form, collectors, hashed, to or HERE, least_permissions)
            return {name: MARK + text for name, text in marked.items()}


def _deployable(
    built: Compilation, form: str, collectors: Collection[str], hashed: bool, to: Deployment, least_permissions: bool
) -> dict[str, str]:
    match form:
        case "manifests":
            from .manifests import manifests

            return manifests(built, collectors, hashed, least_permissions)
        case "helmfile":
            from .helmfile import helmfile

            return helmfile(built, collectors, hashed)
        case "kustomize":
            from .kustomize import kustomize

            return kustomize(built, collectors, hashed)
        case "argocd":
            from .argocd import argocd

            return argocd(built, collectors, hashed, to)
        case "flux":
            from .flux import flux

            return flux(built, collectors, hashed, to)
        case _:
            raise ValueError(form)


def check_form(built: Compilation, form: str) -> list[Diagnostic]:
    """What to warn of in a format. Raises Refused where the values ask for what it cannot hold."""
    if form == "fleet-management":
        from .fleet_management import check_fleet_management

        return refuse(list(check_fleet_management(built)))
    if form not in ("manifests", *WITH_SERVICES):
        return []
    from .extra_objects import check_extra_objects
    from .services import service_releases

    installation = built.plan.installation
    found = refuse(list(check_extra_objects(installation)))
    left_out = [release.chart for release in service_releases(installation, shared_name=True)]
    if form == "manifests" and left_out:
        several = "are charts" if len(left_out) > 1 else "is a chart"
        found.append(
            Diagnostic(
                "services-not-included",
                f"manifests have no telemetry services: {', '.join(left_out)} {several} of their own",
                ("telemetryServices",) if installation.telemetry_services else (),
                f"deploy them yourself, or build with `--format` {', '.join(WITH_SERVICES)}",
                severity="warning",
            )
        )
    return found


def joined(contents: dict[str, str], form: str) -> str:
    """Files as one text: YAML documents, or each file under a comment with its name."""
    if form == "alloy":
        return "\n".join(f"// {name.removesuffix('.alloy')}\n{text}" for name, text in contents.items())
    from .record import MARK

    if form in ("configmap", "manifests"):
        return "---\n".join(text.removeprefix(MARK) for text in contents.values())
    return "\n".join(f"# {name}\n{text.removeprefix(MARK)}" for name, text in contents.items())
