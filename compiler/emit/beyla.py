"""What Beyla, which autoInstrumentation deploys, needs beside its chart: its configuration, and rights on OpenShift."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from ..features._beyla_config import Beyla, beyla_config
from ..planning.installation import Installation
from ..values import preset_data
from ..values.names import collector_fullname, shortened
from ..values.options import as_data
from ..values.placed import bare_tree
from . import openshift
from .yaml_text import to_yaml

OURS = frozenset(
    {
        "deliverTracesToApplicationObservability",
        "extraDiscoveryRules",
        "extraMetricProcessingRules",
        "labelMatchers",
        "maxCacheSize",
        "metricsTuning",
        "portConflictCheck",
        "scrapeInterval",
    }
)
"""Options of the feature that Beyla's chart does not know."""


def deployed(installation: Installation) -> Beyla | None:
    """The options of Beyla if it is deployed: the feature is on and does not say `beyla.enabled: false`."""
    feature: Any = installation.features.get("autoInstrumentation")
    if feature is None or not feature.enabled:
        return None
    found: Beyla = feature.beyla
    return None if _setting(found, "enabled") is False else found


def _setting(beyla: Beyla, key: str) -> Any:
    """A key that is the chart's and not the feature's, or None."""
    return (beyla.model_extra or {}).get(key)


def _map(beyla: Beyla, key: str) -> dict[str, Any]:
    found = _setting(beyla, key)
    return found if isinstance(found, dict) else {}


def name(beyla: Beyla, installation: Installation) -> str:
    """The name of Beyla's objects, as its chart makes it."""
    override = str(_setting(beyla, "fullnameOverride") or "")
    return collector_fullname(installation.release.name, _part(beyla), "", override)


def _part(beyla: Beyla) -> str:
    return shortened(str(_setting(beyla, "nameOverride") or "beyla"))


def values(beyla: Beyla, installation: Installation) -> dict[str, Any]:
    """The values for Beyla's chart. The checksum restarts Beyla when its configuration changes."""
    handed = {key: value for key, value in bare_tree(as_data(beyla)).items() if key not in OURS}
    checksum = sha256(_text(beyla, installation).encode()).hexdigest()
    handed["config"] = {**handed["config"], "data": beyla_config(beyla, installation), "checksum": checksum}
    return handed


def _text(beyla: Beyla, installation: Installation) -> str:
    return to_yaml([beyla_config(beyla, installation)])


def objects(installation: Installation) -> list[dict[str, Any]]:
    """The ConfigMap that Beyla reads, and its rights on OpenShift; none where it is not deployed."""
    beyla = deployed(installation)
    if beyla is None:
        return []
    own_name = name(beyla, installation)
    namespace = str(_setting(beyla, "namespaceOverride") or installation.release.namespace)
    metadata: dict[str, Any] = {"name": own_name, "namespace": namespace, "labels": _labels(beyla, installation)}
    if _map(beyla, "annotations"):
        metadata["annotations"] = _map(beyla, "annotations")
    data = {"beyla-config.yml": _text(beyla, installation)}
    rights = openshift.of_service(
        own_name, installation.namespace, allowHostPID=True, readOnlyRootFilesystem=False
    )  # fmt: skip
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data},
        *(rights if installation.globals.platform == "openshift" else []),
    ]


def _labels(beyla: Beyla, installation: Installation) -> dict[str, str]:
    version = _map(beyla, "image").get("tag") or preset_data.data("service-charts")["beyla"]["appVersion"]
    return {
        "app.kubernetes.io/name": _part(beyla),
        "app.kubernetes.io/instance": installation.release.name,
        **_map(beyla, "podLabels"),
        "app.kubernetes.io/version": str(version),
        "app.kubernetes.io/managed-by": "alloyc",
        "app.kubernetes.io/part-of": "beyla",
        "app.kubernetes.io/component": "config",
    }
