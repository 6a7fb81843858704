"""Flux: a HelmRelease of each service, then the manifests of the collectors, a Kustomization each.

The second waits for the first, since the operator's chart brings the definition of `Alloy`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from .deployment import Deployment
from .helmfile import repository_name
from .kustomize import kustomization
from .manifests import manifests
from .namespaces import namespaces
from .services import ServiceRelease, service_releases
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation
    from ..planning.installation import Installation

CONTROL_NAMESPACE = "flux-system"
SOURCE = {"kind": "GitRepository", "name": "flux-system"}
"""The source that `flux bootstrap` makes."""


def flux(built: Compilation, collectors: Collection[str], hashed: bool, to: Deployment) -> dict[str, str]:
    """The files. Those of `services` are for the cluster of Flux, whatever cluster they lead to."""
    installation = built.plan.installation
    files = _services(installation, to)
    made = manifests(built, collectors, hashed)
    own = installation.release.name
    steps = [_step(f"{own}-services", "services", None, to)] if files else []
    collectors_step = _step(f"{own}-collectors", "collectors", f"{own}-services" if files else None, to)
    collectors_step["spec"].update(_elsewhere(to))
    steps.append(collectors_step)
    return {
        "kustomization.yaml": kustomization({"resources": ["flux.yaml"]}),
        "flux.yaml": to_yaml(steps),
        **files,
        "collectors/kustomization.yaml": kustomization({"resources": list(made)}),
        **{f"collectors/{name}": text for name, text in made.items()},
    }


def _elsewhere(to: Deployment) -> dict[str, Any]:
    """How another cluster is reached."""
    return {"kubeConfig": {"secretRef": {"name": to.server}}} if to.server else {}


def _services(installation: Installation, to: Deployment) -> dict[str, str]:
    releases = service_releases(installation, shared_name=False)
    spaces = namespaces(installation)
    files: dict[str, list[dict[str, Any]]] = {
        "namespaces.yaml": spaces,
        "repositories.yaml": list(_repositories(releases, installation)),
        **{f"{release.name}.yaml": [_release(release, installation, to)] for release in releases},
    }
    kept = {name: to_yaml(found) for name, found in files.items() if found}
    if not kept:
        return {}
    own = {"services/kustomization.yaml": kustomization({"resources": list(kept)})}
    return {**own, **{f"services/{name}": text for name, text in kept.items()}}


def _step(name: str, part: str, after: str | None, to: Deployment) -> dict[str, Any]:
    path = "./" + f"{to.path}/{part}".removeprefix("./")
    source = {**SOURCE, **({"name": to.repository} if to.repository else {})}
    spec: dict[str, Any] = {"interval": "1h", "path": path, "prune": True, "wait": True, "sourceRef": source}
    if after:
        spec["dependsOn"] = [{"name": after}]
    metadata = {"name": name, "namespace": to.namespace or CONTROL_NAMESPACE}
    return {"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": metadata, "spec": spec}


def _repositories(releases: Iterable[ServiceRelease], installation: Installation) -> Iterable[dict[str, Any]]:
    for url in sorted({release.repository for release in releases}):
        metadata = {"name": _source_name(installation, url), "namespace": installation.release.namespace}
        spec = {"interval": "24h", "url": url, **({"type": "oci"} if url.startswith("oci://") else {})}
        yield {
            "apiVersion": "source.toolkit.fluxcd.io/v1",
            "kind": "HelmRepository",
            "metadata": metadata,
            "spec": spec,
        }


def _source_name(installation: Installation, url: str) -> str:
    return f"{installation.release.name}-{repository_name(url)}"


def _release(release: ServiceRelease, installation: Installation, to: Deployment) -> dict[str, Any]:
    source = {"kind": "HelmRepository", "name": _source_name(installation, release.repository)}
    return {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": {"name": release.name, "namespace": release.namespace},
        "spec": {
            "interval": "1h",
            "releaseName": release.release_name,
            "chart": {"spec": {"chart": release.chart, "version": release.version, "sourceRef": source}},
            "install": {"crds": "CreateReplace", **({"createNamespace": True} if to.server else {})},
            "upgrade": {"crds": "CreateReplace"},
            "values": release.values,
            **_elsewhere(to),
        },
    }
