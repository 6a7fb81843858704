"""Kustomize: the services' charts and the collectors' manifests, a folder each, for `kustomize build --enable-helm`.

The operator's chart brings the definition of `Alloy`, so `services` has to be in the cluster before `collectors`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from .manifests import manifests
from .namespaces import namespaces
from .services import ServiceRelease, service_releases
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation


def kustomize(built: Compilation, collectors: Collection[str], hashed: bool) -> dict[str, str]:
    """The files: the folders `services` and `collectors`, and what holds both together."""
    installation = built.plan.installation
    releases = service_releases(installation, shared_name=True)
    made = manifests(built, collectors, hashed)
    files = {f"services/{release.name}.values.yaml": to_yaml([release.values]) for release in releases}
    spaces = namespaces(installation)
    if spaces:
        files["services/namespaces.yaml"] = to_yaml(spaces)
    services = {
        **({"resources": ["namespaces.yaml"]} if spaces else {}),
        **({"helmCharts": [_chart(release) for release in releases]} if releases else {}),
    }
    if services:
        files["services/kustomization.yaml"] = kustomization(services)
    folders = [*(["services"] if services else []), "collectors"]
    return {
        "kustomization.yaml": kustomization({"resources": folders}),
        **files,
        "collectors/kustomization.yaml": kustomization({"resources": list(made)}),
        **{f"collectors/{name}": text for name, text in made.items()},
    }


def kustomization(content: Mapping[str, Any]) -> str:
    """The text of a `kustomization.yaml`."""
    return to_yaml([{"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", **content}])


def _chart(release: ServiceRelease) -> dict[str, Any]:
    return {
        "name": release.chart,
        "repo": release.repository,
        "version": release.version,
        "releaseName": release.release_name,
        "namespace": release.namespace,
        "includeCRDs": True,
        "valuesFile": f"{release.name}.values.yaml",
    }
