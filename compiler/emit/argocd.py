"""Argo CD: an Application of each service's chart, and the manifests of the collectors, in waves.

Both are meant for one Application of the user's own, which points at the folder that they are written to.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from .deployment import Deployment
from .manifests import objects
from .namespaces import namespaces
from .services import ServiceRelease, service_releases
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..planning.installation import Installation

CONTROL_NAMESPACE = "argocd"
CLUSTER = "https://kubernetes.default.svc"
CASCADE = "resources-finalizer.argocd.argoproj.io"
"""Has Argo CD remove what an Application brought when the Application goes."""
WAVES = {"Namespace": -3, "operator": -2, "service": -1, "Alloy": 1}
"""What is applied before and after the rest."""


def argocd(built: Compilation, collectors: Collection[str], hashed: bool, to: Deployment) -> dict[str, str]:
    """The files: `services/*.yaml`, an Application each, and `collectors/*.yaml`. With a repository, the collectors are
    an Application too, in `services`: then that folder alone is for the cluster of Argo CD."""
    installation = built.plan.installation
    spaces = [_waved(found, WAVES["Namespace"]) for found in namespaces(installation)]
    releases = service_releases(installation, shared_name=True)
    made = {name: found for name, found in objects(built, collectors, hashed).items() if found}
    own = [_collectors(installation, to)] if to.repository else []
    return {
        **({"collectors/namespaces.yaml" if own else "namespaces.yaml": to_yaml(spaces)} if spaces else {}),
        **{f"services/{release.name}.yaml": to_yaml([_service(release, to)]) for release in releases},
        **{f"services/{found['metadata']['name']}.yaml": to_yaml([found]) for found in own},
        **{f"collectors/{name}": to_yaml(map(_ordered, found)) for name, found in made.items()},
    }


def _service(release: ServiceRelease, to: Deployment) -> dict[str, Any]:
    source = {
        "repoURL": release.repository.removeprefix("oci://"),
        "chart": release.chart,
        "targetRevision": release.version,
        "helm": {"releaseName": release.release_name, "valuesObject": release.values},
    }
    wave = WAVES["operator" if release.operator else "service"]
    return _waved(_application(release.name, source, release.namespace, to), wave)


def _collectors(installation: Installation, to: Deployment) -> dict[str, Any]:
    folder = f"{to.path}/collectors".removeprefix("./")
    source = {"repoURL": to.repository, "path": folder, "targetRevision": "HEAD"}
    name = f"{installation.release.name}-collectors"
    return _waved(_application(name, source, installation.namespace, to), WAVES["Alloy"])


def _application(name: str, source: dict[str, Any], namespace: str, to: Deployment) -> dict[str, Any]:
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": name, "namespace": to.namespace or CONTROL_NAMESPACE, "finalizers": [CASCADE]},
        "spec": {
            "project": to.project or "default",
            "source": source,
            "destination": {"server": to.server or CLUSTER, "namespace": namespace},
            "syncPolicy": {
                "automated": {"prune": True, "selfHeal": True},
                "syncOptions": ["CreateNamespace=true", "ServerSideApply=true"],
            },
        },
    }


def _ordered(found: dict[str, Any]) -> dict[str, Any]:
    """An `Alloy` resource comes last, and is not tried out before the operator has brought its definition."""
    if found.get("kind") != "Alloy":
        return found
    return _waved(found, WAVES["Alloy"], {"argocd.argoproj.io/sync-options": "SkipDryRunOnMissingResource=true"})


def _waved(found: dict[str, Any], wave: int, more: dict[str, str] | None = None) -> dict[str, Any]:
    metadata = found["metadata"]
    annotations = {**(metadata.get("annotations") or {}), "argocd.argoproj.io/sync-wave": str(wave), **(more or {})}
    return {**found, "metadata": {**metadata, "annotations": annotations}}
