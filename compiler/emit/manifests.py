"""All objects that the reference creates itself, in files: what `kubectl apply` takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from ..values.placed import bare_tree
from . import feature_charts, openshift
from .alloy_resource import alloy_resource
from .collector_objects import extra_service, injection_rights
from .extra_objects import extra_objects
from .files import SECRETS
from .objects import configmap
from .release_info import release_info
from .services import openshift_rights
from .yaml_text import to_yaml

if TYPE_CHECKING:
    from ..compile import Compilation, Configuration
    from ..planning.plan import Plan

Object = dict[str, Any]


def manifests(
    built: Compilation, collectors: Collection[str], hashed: bool = True, least_permissions: bool = False
) -> dict[str, str]:
    """The files of a build, by name. With less than every collector there is nothing but what is theirs. With
    `least_permissions` collectors have roles of ours, not those of Alloy's chart."""
    found = objects(built, collectors, hashed)
    if least_permissions:
        from .least_permissions import with_least_permissions

        found = with_least_permissions(found, built)
    return {name: to_yaml(several) for name, several in found.items() if several}


def objects(built: Compilation, collectors: Collection[str], hashed: bool = True) -> dict[str, list[Object]]:
    """The objects of each file."""
    chosen = [c for c in built.configurations if c.collector in collectors]
    own = {f"collector-{c.collector}.yaml": list(_of_collector(c, built.plan, hashed)) for c in chosen}
    found = own if len(chosen) < len(built.configurations) else {**_shared(built), **own}
    return {name: bare_tree(several) for name, several in found.items()}


def _of_collector(configuration: Configuration, plan: Plan, hashed: bool) -> Iterator[Object]:
    """A collector's objects; what its `Alloy` resource reads and uses stands before it."""
    installation, key = plan.installation, configuration.collector
    if configuration.satellite:
        collector = next(s.collector for s in installation.satellites if s.collector.key == key)
        yield from openshift.of_collector(collector, key, installation, satellite=True)
        yield alloy_resource(collector, key, installation, configuration.text, hashed, satellite=True)
        return
    collector = installation.collectors[key]
    name = installation.collector_name(collector)
    yield configmap(configuration, plan)
    yield from extra_service(collector, name, installation)
    yield from injection_rights(collector, name, installation)
    yield from openshift.of_collector(collector, name, installation, satellite=False)
    yield alloy_resource(collector, name, installation, configuration.text, hashed)


def _shared(built: Compilation) -> dict[str, list[Object]]:
    installation = built.plan.installation
    charts = feature_charts.deployed(installation)
    return {
        SECRETS: built.secrets,
        "release-info.yaml": _release_info(built.plan),
        **{f"{chart.key}.yaml": feature_charts.objects(chart, installation) for chart in charts},
        "openshift.yaml": openshift_rights(installation),
        "extra-objects.yaml": extra_objects(installation),
    }


def _release_info(plan: Plan) -> list[Object]:
    installation, data = plan.installation, release_info(plan)
    metadata = {"name": f"{installation.fullname}-release-info", "namespace": installation.namespace}
    return [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}] if data else []
