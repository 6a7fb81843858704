"""What a discovery looks for, and the targets that it makes of objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..trace import Unknown
from . import endpoints, endpointslice, ingress, node, pod, service
from .labels import Labels, Object, metadata, object_labels, part, text
from .selectors import Selector, read_selector

_KINDS = {
    "pod": "Pod", "service": "Service", "endpoints": "Endpoints", "endpointslice": "EndpointSlice", "node": "Node",
    "ingress": "Ingress",
}  # fmt: skip

_SELECTABLE = {
    "pod": ("pod", "node"),
    "service": ("service",),
    "endpoints": ("pod", "service", "endpoints"),
    "endpointslice": ("pod", "service", "endpointslice"),
    "node": ("node",),
    "ingress": ("ingress",),
}
"""The roles that a role may have selectors of."""

_WITH_NODE = ("pod", "endpoints", "endpointslice")
"""The roles that node metadata can be attached to."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The arguments of `discovery.kubernetes`. No namespaces are all; a selector is (role, labels, fields)."""

    role: str
    namespaces: tuple[str, ...] = ()
    selectors: tuple[tuple[str, str, str], ...] = ()
    attach_node: bool = False
    attach_namespace: bool = False


def discover(discovery: Discovery, objects: Iterable[Mapping[str, Any]]) -> list[Labels]:
    """The targets that a discovery makes of the objects of a cluster, without labels that have no value.

    Raises Unknown for a role or a selector that is refused or not modelled.
    """
    _check(discovery)
    cluster = _Cluster(discovery, objects)
    role = discovery.role
    targets: list[Labels] = []
    for found in cluster.selected(role):
        made = _GROUPS[role](found, cluster)
        if made is not None:
            group, own = made
            cluster.attach_to_group(group, found)
            targets.extend({**group, **labels} for labels in own)
    return [{name: value for name, value in labels.items() if value} for labels in targets]


def _check(discovery: Discovery) -> None:
    if discovery.role not in _KINDS:
        raise Unknown(f"there is no role `{discovery.role}`")
    for role, _, _ in discovery.selectors:
        if role not in _SELECTABLE[discovery.role]:
            raise Unknown(f"the role `{discovery.role}` takes no selectors of the role `{role}`")


class _Cluster:
    """The objects that a discovery sees, by what they are looked up by."""

    def __init__(self, discovery: Discovery, objects: Iterable[Mapping[str, Any]]) -> None:
        self.discovery = discovery
        self.objects = list(objects)
        self.selectors = {role: read_selector(role, labels, fields) for role, labels, fields in discovery.selectors}
        self.pods = self._by_name("pod")
        self.services = self._by_name("service")
        self.nodes = {metadata(found, "name"): found for found in self.selected("node")}
        self.labels_of_namespaces = {
            metadata(found, "name"): object_labels("namespace", found) for found in self._of_kind("Namespace")
        }

    def _of_kind(self, kind: str) -> Iterator[Object]:
        return (found for found in self.objects if found.get("kind") == kind)

    def selected(self, role: str) -> Iterator[Object]:
        selector: Selector | None = self.selectors.get(role)
        for found in self._of_kind(_KINDS[role]):
            if self._is_watched(role, found) and (selector is None or selector(found)):
                yield found

    def _is_watched(self, role: str, found: Object) -> bool:
        namespaces = self.discovery.namespaces
        return role == "node" or not namespaces or metadata(found, "namespace") in namespaces

    def _by_name(self, role: str) -> dict[tuple[str, str], Object]:
        if role not in _SELECTABLE[self.discovery.role]:
            return {}
        return {(metadata(found, "namespace"), metadata(found, "name")): found for found in self.selected(role)}

    def pod_of(self, reference: Object | None, namespace: str) -> Object | None:
        """The pod that an endpoint is. A discovery of named namespaces watches each for itself."""
        if reference is None or reference.get("kind") != "Pod":
            return None
        theirs = text(reference.get("namespace"))
        if self.discovery.namespaces and theirs != namespace:
            return None
        return self.pods.get((theirs, text(reference.get("name"))))

    def is_on_watched_node(self, pod: Object) -> bool:
        """Whether a discovery of pods that looks at nodes too knows the node that a pod is on: those on others are left
        out."""
        return not self.discovery.attach_node or text(part(pod, "spec").get("nodeName")) in self.nodes

    def node_labels(self, name: str | None) -> Labels:
        """What `attach_metadata` adds for a node."""
        found = self.nodes.get(name) if self.discovery.attach_node and name is not None else None
        return object_labels("node", found, named=True) if found is not None else {}

    def attach_to_group(self, group: Labels, found: Object) -> None:
        if self.discovery.attach_namespace and self.discovery.role != "node":
            group.update(self.labels_of_namespaces.get(metadata(found, "namespace"), {}))


Cluster: TypeAlias = _Cluster
Made: TypeAlias = tuple[Labels, list[Labels]] | None

_GROUPS: dict[str, Callable[[Object, Any], Made]] = {
    "pod": pod.group,
    "service": service.group,
    "endpoints": endpoints.group,
    "endpointslice": endpointslice.group,
    "node": node.group,
    "ingress": ingress.group,
}
