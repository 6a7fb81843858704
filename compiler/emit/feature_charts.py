"""What a chart that a feature deploys needs beside it: its configuration, and rights on OpenShift."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ..planning.installation import FeatureChart, Installation
from ..values import preset_data
from ..values.names import collector_fullname, shortened
from . import openshift
from .yaml_text import to_yaml


def deployed(installation: Installation) -> list[FeatureChart]:
    return [chart for chart in installation.charts if chart.is_deployed]


def values(chart: FeatureChart, installation: Installation) -> dict[str, Any]:
    """The values for the chart. The checksum restarts its pods when the configuration changes."""
    checksum = sha256(_text(chart, installation).encode()).hexdigest()
    config = {**_map(chart, "config"), "data": chart.configuration(installation), "checksum": checksum}
    return {**chart.settings, "config": config}


def _text(chart: FeatureChart, installation: Installation) -> str:
    return to_yaml([chart.configuration(installation)])


def objects(chart: FeatureChart, installation: Installation) -> list[dict[str, Any]]:
    """The ConfigMap that its pods read, and their rights on OpenShift."""
    own_name = _name(chart, installation)
    namespace = str(chart.settings.get("namespaceOverride") or installation.release.namespace)
    metadata: dict[str, Any] = {"name": own_name, "namespace": namespace, "labels": _labels(chart, installation)}
    if _map(chart, "annotations"):
        metadata["annotations"] = _map(chart, "annotations")
    data = {f"{chart.key}-config.yml": _text(chart, installation)}
    rights = openshift.of_service(own_name, installation.namespace, **chart.rights)
    return [
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data},
        *(rights if installation.globals.platform == "openshift" else []),
    ]


def _name(chart: FeatureChart, installation: Installation) -> str:
    """The name of its objects, as the chart makes it."""
    override = str(chart.settings.get("fullnameOverride") or "")
    return collector_fullname(installation.release.name, _part(chart), "", override)


def _part(chart: FeatureChart) -> str:
    return shortened(str(chart.settings.get("nameOverride") or chart.key))


def _map(chart: FeatureChart, key: str) -> Mapping[str, Any]:
    found = chart.settings.get(key)
    return found if isinstance(found, dict) else {}


def _labels(chart: FeatureChart, installation: Installation) -> dict[str, str]:
    version = _map(chart, "image").get("tag") or preset_data.data("service-charts")[chart.key]["appVersion"]
    return {
        "app.kubernetes.io/name": _part(chart),
        "app.kubernetes.io/instance": installation.release.name,
        **_map(chart, "podLabels"),
        "app.kubernetes.io/version": str(version),
        "app.kubernetes.io/managed-by": "alloyc",
        "app.kubernetes.io/part-of": chart.key,
        "app.kubernetes.io/component": "config",
    }
