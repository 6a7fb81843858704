"""Argo CD: an Application of each service's chart, and the manifests of the collectors, in waves.

Both are meant for one Application of the user's own, which points at the folder that they are written to.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from .manifests import objects
from .namespaces import namespaces
from .services import ServiceRelease, service_releases
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation

CONTROL_NAMESPACE = "argocd"
CLUSTER = "https://kubernetes.default.svc"
CASCADE = "resources-finalizer.argocd.argoproj.io"
"""Has Argo CD remove what an Application brought when the Application goes."""
WAVES = {"Namespace": -3, "operator": -2, "service": -1, "Alloy": 1}
"""What is applied before and after the rest."""


def argocd(built: Compilation, collectors: Collection[str], hashed: bool) -> dict[str, str]:
    """The files: `services/*.yaml`, an Application each, and `collectors/*.yaml`."""
    installation = built.plan.installation
    spaces = [_waved(found, WAVES["Namespace"]) for found in namespaces(installation)]
    releases = service_releases(installation, shared_name=True)
    made = {name: found for name, found in objects(built, collectors, hashed).items() if found}
    return {
        **({"namespaces.yaml": to_yaml(spaces)} if spaces else {}),
        **{f"services/{release.name}.yaml": to_yaml([_application(release)]) for release in releases},
        **{f"collectors/{name}": to_yaml(map(_ordered, found)) for name, found in made.items()},
    }


def _application(release: ServiceRelease) -> dict[str, Any]:
    application = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": release.name, "namespace": CONTROL_NAMESPACE, "finalizers": [CASCADE]},
        "spec": {
            "project": "default",
            "source": {
                "repoURL": release.repository.removeprefix("oci://"),
                "chart": release.chart,
                "targetRevision": release.version,
                "helm": {"releaseName": release.release_name, "valuesObject": release.values},
            },
            "destination": {"server": CLUSTER, "namespace": release.namespace},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                "syncOptions": ["CreateNamespace=true", "ServerSideApply=true"],
            },
        },
    }
    return _waved(application, WAVES["operator" if release.operator else "service"])


def _ordered(found: dict[str, Any]) -> dict[str, Any]:
    """An `Alloy` resource comes last, and is not tried out before the operator has brought its definition."""
    if found.get("kind") != "Alloy":
        return found
    return _waved(found, WAVES["Alloy"], {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"})


def _waved(found: dict[str, Any], wave: int, more: dict[str, str] | None = None) -> dict[str, Any]:
    metadata = found["metadata"]
    annotations = {**(metadata.get("annotations") or {}), "argocd.argoproj.io/sync-wave": str(wave), **(more or {})}
    return {**found, "metadata": {**metadata, "annotations": annotations}}
