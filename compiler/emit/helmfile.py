"""Helmfile: a release of each service, then one of the collectors' manifests, which waits for the operator."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from .manifests import manifests
from .services import ServiceRelease, service_releases
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..planning.installation import Installation

COLLECTORS = """\
{{- range $name, $_ := .Files.Glob "objects/*.yaml" }}
---
{{ $.Files.Get $name }}
{{- end }}
"""
"""The template of the collectors' chart: its files as they are, so that nothing in them is taken for a template."""


def helmfile(built: Compilation, collectors: Collection[str], hashed: bool) -> dict[str, str]:
    """The files: `helmfile.yaml`, the values of each service, and the chart `collectors`."""
    installation = built.plan.installation
    releases = service_releases(installation, shared_name=False)
    made = manifests(built, collectors, hashed)
    main: dict[str, Any] = {
        "repositories": _repositories(releases),
        "releases": [*(_release(release) for release in releases), _collectors(installation, releases)],
    }
    chart = {"apiVersion": "v2", "name": "collectors", "version": installation.release.chart_version}
    return {
        "helmfile.yaml": to_yaml([{key: value for key, value in main.items() if value}]),
        **{f"services/{release.name}.values.yaml": to_yaml([release.values]) for release in releases},
        "collectors/Chart.yaml": to_yaml([chart]),
        "collectors/templates/objects.yaml": COLLECTORS,
        **{f"collectors/objects/{name}": text for name, text in made.items()},
    }


def repository_name(repository: str) -> str:
    """A short name for a repository of charts: that of its owner."""
    host, _, path = repository.split("://")[1].partition("/")
    return path.split("/")[0] if host == "ghcr.io" else host.split(".")[0]


def _repositories(releases: Iterable[ServiceRelease]) -> list[dict[str, Any]]:
    found = {release.repository: release.is_oci for release in releases}
    return [
        {"name": repository_name(url), "url": url.removeprefix("oci://"), **({"oci": True} if oci else {})}
        for url, oci in sorted(found.items())
    ]


def _release(release: ServiceRelease) -> dict[str, Any]:
    return {
        "name": release.release_name,
        "namespace": release.namespace,
        "createNamespace": True,
        "chart": f"{repository_name(release.repository)}/{release.chart}",
        "version": release.version,
        **({"wait": True} if release.operator else {}),
        "values": [f"services/{release.name}.values.yaml"],
    }


def _collectors(installation: Installation, releases: Iterable[ServiceRelease]) -> dict[str, Any]:
    """The definition of `Alloy` may come only while the others are installed: a look at the cluster before says no."""
    needs = [f"{release.namespace}/{release.release_name}" for release in releases if release.operator]
    return {
        "name": f"{installation.release.name}-collectors",
        "namespace": installation.namespace,
        "createNamespace": True,
        "chart": "./collectors",
        "disableValidationOnInstall": True,
        **({"needs": needs} if needs else {}),
    }
