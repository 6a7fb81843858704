"""The telemetry services and the operator, as releases of charts of their own: chart, version, values.

The reference has them all in one Helm release. Their names, and the labels that configurations find them by, come from
its name; so a release of a service's own is given what makes both the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..planning.installation import Installation
from ..values import preset_data
from ..values.model import Global
from ..values.names import collector_fullname, shortened
from ..values.nested import overlay
from ..values.options import as_data
from ..values.placed import bare_tree
from . import feature_charts, openshift

RELEASE_LENGTH = 53
"""Helm takes no longer name of a release."""
OPERATOR = "alloy-operator"
SHARED = ("image", "imageRegistry", "imagePullPolicy", "imagePullSecrets", "namespaceOverride", "platform")
"""The keys of `global` that charts of services read."""


@dataclass(frozen=True)
class ServiceRelease:
    """A chart to install. `name` is unique; `release_name` is the name of the Helm release."""

    name: str
    release_name: str
    namespace: str
    chart: str
    version: str
    repository: str
    values: Mapping[str, Any]
    operator: bool = False

    @property
    def is_oci(self) -> bool:
        return self.repository.startswith("oci://")


def service_releases(installation: Installation, shared_name: bool) -> list[ServiceRelease]:
    """What to install, the operator first. With `shared_name` each chart is rendered as the installation's own
    release, as in the reference; without, each is a Helm release that needs a name of its own."""
    return [_release(key, values, installation, shared_name) for key, values in _deployed(installation)]


def _deployed(installation: Installation) -> Iterator[tuple[str, dict[str, Any]]]:
    """The charts to install, by their key in the table, and what the values say of each."""
    if installation.alloy_operator.get("deploy", True):
        yield OPERATOR, dict(installation.alloy_operator)
    for chart in feature_charts.deployed(installation):
        yield chart.key, feature_charts.values(chart, installation)
    for key in preset_data.data("telemetry-services"):
        if installation.deploys(key):
            yield key, overlay(preset_data.data("telemetry-services")[key], bare_tree(installation.service(key)))


def _release(key: str, values: dict[str, Any], installation: Installation, shared_name: bool) -> ServiceRelease:
    entry = preset_data.data("service-charts")[key]
    handed = {name: deepcopy(value) for name, value in values.items() if name not in entry["ours"]}
    if "name" in entry:
        handed.setdefault("nameOverride", entry["name"])
    release = installation.release.name
    name = collector_fullname(
        release, str(handed.get("nameOverride") or entry["chart"]), "", str(handed.get("fullnameOverride") or "")
    )
    name = shortened(name, RELEASE_LENGTH)
    if not shared_name and "labels" in entry and handed.get("releaseLabel"):
        handed["releaseLabel"] = False
        handed[entry["labels"]] = overlay(map_of(handed.get(entry["labels"])), {"release": release})
    own = _shared_values(installation)
    if own:
        handed["global"] = overlay(own, map_of(handed.get("global")))
    return ServiceRelease(
        name=name,
        release_name=release if shared_name or entry.get("instance") else name,
        namespace=installation.release.namespace,
        chart=entry["chart"],
        version=entry["version"],
        repository=entry["repository"],
        values=handed,
        operator=key == OPERATOR,
    )


def _shared_values(installation: Installation) -> dict[str, Any]:
    """What the values say in `global` and charts of services read."""
    given, defaults = (bare_tree(as_data(options)) for options in (installation.globals, Global()))
    return {key: value for key, value in _beyond(given, defaults).items() if key in SHARED}


def _beyond(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the defaults, of sections within too."""
    found = {
        key: _beyond(value, defaults[key]) if isinstance(value, dict) and isinstance(defaults.get(key), dict) else value
        for key, value in given.items()
    }
    return {key: value for key, value in found.items() if value not in ({}, defaults.get(key))}


def map_of(value: Any) -> dict[str, Any]:
    """A map of the values; an empty one where they have something else, which the service's chart may judge."""
    return value if isinstance(value, dict) else {}


def openshift_rights(installation: Installation) -> list[dict[str, Any]]:
    """The rights of Kepler on OpenShift, which its chart does not bring."""
    if installation.globals.platform != "openshift" or not installation.deploys("kepler"):
        return []
    values = bare_tree(installation.service("kepler"))
    override = str(values.get("fullnameOverride") or "")
    name = collector_fullname(installation.release.name, str(values.get("nameOverride") or "kepler"), "", override)
    return openshift.of_service(name, installation.release.namespace, readOnlyRootFilesystem=True)
