"""A small Kubernetes API over given objects: lists, watches, single objects and the logs of containers.

What Alloy's clients ask for, and no more: nothing changes after the start, so that a watch tells what there is, says
that this was all, and stays open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from ..simulate.kubernetes.objects import manifests
from ..simulate.kubernetes.selectors import read_selector
from ..simulate.trace import Unknown

Manifest = Mapping[str, Any]


class Resource(NamedTuple):
    """What the API calls a kind of object, and where it has it."""

    group_version: str
    plural: str
    kind: str
    namespaced: bool = True


RESOURCES = (
    Resource("v1", "pods", "Pod"),
    Resource("v1", "nodes", "Node", False),
    Resource("v1", "namespaces", "Namespace", False),
    Resource("v1", "services", "Service"),
    Resource("v1", "endpoints", "Endpoints"),
    Resource("v1", "secrets", "Secret"),
    Resource("v1", "configmaps", "ConfigMap"),
    Resource("v1", "events", "Event"),
    Resource("discovery.k8s.io/v1", "endpointslices", "EndpointSlice"),
    Resource("networking.k8s.io/v1", "ingresses", "Ingress"),
    Resource("apps/v1", "deployments", "Deployment"),
    Resource("apps/v1", "replicasets", "ReplicaSet"),
    Resource("apps/v1", "statefulsets", "StatefulSet"),
    Resource("apps/v1", "daemonsets", "DaemonSet"),
    Resource("batch/v1", "jobs", "Job"),
    Resource("batch/v1", "cronjobs", "CronJob"),
    Resource("monitoring.coreos.com/v1", "servicemonitors", "ServiceMonitor"),
    Resource("monitoring.coreos.com/v1", "podmonitors", "PodMonitor"),
    Resource("monitoring.coreos.com/v1", "probes", "Probe"),
    Resource("monitoring.coreos.com/v1alpha1", "scrapeconfigs", "ScrapeConfig"),
    Resource("monitoring.grafana.com/v1alpha2", "podlogs", "PodLogs"),
)


class Answer(NamedTuple):
    """What to answer: chunks, one after the other; a stream is left open after the last."""

    status: int
    content_type: str
    chunks: tuple[str, ...]
    stays_open: bool = False


@dataclass(frozen=True)
class Cluster:
    """The objects of a cluster, and the log of each container by namespace, pod and container."""

    objects: tuple[Manifest, ...]
    logs: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def answer(self, path: str, query: str) -> Answer:
        """What the API server says to a GET."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        parts = [part for part in path.split("/") if part]
        if parts == ["version"]:
            return _json({"major": "1", "minor": "34", "gitVersion": "v1.34.0"})
        if parts in (["api"], ["apis"]):
            return _json(_versions() if parts == ["api"] else _groups())
        version, rest = ("v1", parts[2:]) if parts[:1] == ["api"] else ("/".join(parts[1:3]), parts[3:])
        if not rest:
            return _json(_described(version))
        namespace = ""
        if rest[0] == "namespaces" and len(rest) > 2:
            namespace, rest = rest[1], rest[2:]
        resource = next((r for r in RESOURCES if r.group_version == version and r.plural == rest[0]), None)
        if resource is None:
            return _status(404, f"there is no {rest[0]} of {version}")
        if len(rest) > 1:
            return self._one(resource, namespace, rest[1], rest[2:], asked)
        return self._many(resource, namespace, asked)

    def _one(self, resource: Resource, namespace: str, name: str, below: list[str], asked: Mapping[str, str]) -> Answer:
        if below == ["log"]:
            text = self.logs.get((namespace, name, asked.get("container", "")), "")
            return Answer(200, "text/plain", (text,) if text else (), asked.get("follow") == "true")
        for found in self._of(resource, namespace):
            if found["metadata"]["name"] == name:
                return _json(found)
        return _status(404, f'{resource.plural} "{name}" not found')

    def _many(self, resource: Resource, namespace: str, asked: Mapping[str, str]) -> Answer:
        try:
            role = resource.kind.lower()
            selects = read_selector(role, asked.get("labelSelector", ""), asked.get("fieldSelector", ""))
            found = [one for one in self._of(resource, namespace) if selects(one)]
        except Unknown as refusal:
            return _status(400, str(refusal))
        if asked.get("watch") in ("true", "1"):
            return _watched(resource, found, asked)
        return _json(
            {
                "kind": f"{resource.kind}List",
                "apiVersion": resource.group_version,
                "metadata": {"resourceVersion": _NOW},
                "items": found,
            }
        )

    def _of(self, resource: Resource, namespace: str) -> Iterator[dict[str, Any]]:
        for found in manifests(self.objects):
            if found.get("kind") != resource.kind:
                continue
            metadata = found["metadata"]
            if not namespace or metadata.get("namespace") == namespace:
                yield _filled(found, resource)


_NOW = "100"
"""The version of everything: nothing ever changes."""


def _filled(found: Manifest, resource: Resource) -> dict[str, Any]:
    """An object with what the API server fills in."""
    metadata = dict(found["metadata"])
    metadata.setdefault("uid", f"uid-{metadata.get('namespace', '')}-{metadata['name']}")
    metadata["resourceVersion"] = _NOW
    if not resource.namespaced:
        metadata.pop("namespace", None)
    return {**found, "apiVersion": resource.group_version, "kind": resource.kind, "metadata": metadata}


def _watched(resource: Resource, found: Iterable[Manifest], asked: Mapping[str, str]) -> Answer:
    """A watch: from a version on nothing happens; else all that there is, with a mark after it where one is wanted."""
    initial = asked.get("sendInitialEvents") in ("true", "1")
    events: list[dict[str, Any]] = []
    if initial or asked.get("resourceVersion", "") in ("", "0"):
        events = [{"type": "ADDED", "object": one} for one in found]
    marked = {"resourceVersion": _NOW, "annotations": {"k8s.io/initial-events-end": "true"}}
    mark = {"kind": resource.kind, "apiVersion": resource.group_version, "metadata": marked}
    if initial:
        events.append({"type": "BOOKMARK", "object": mark})
    lines = tuple(_dumped(event) + "\n" for event in events)
    return Answer(200, "application/json", lines, stays_open=True)


def _versions() -> dict[str, Any]:
    return {"kind": "APIVersions", "versions": ["v1"]}


def _groups() -> dict[str, Any]:
    groups: dict[str, list[dict[str, str]]] = {}
    for version in dict.fromkeys(resource.group_version for resource in RESOURCES if "/" in resource.group_version):
        group, _, number = version.partition("/")
        groups.setdefault(group, []).append({"groupVersion": version, "version": number})
    listed = [{"name": name, "versions": all, "preferredVersion": all[0]} for name, all in groups.items()]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}


def _described(version: str) -> dict[str, Any]:
    resources = [
        {
            "name": one.plural,
            "singularName": one.kind.lower(),
            "namespaced": one.namespaced,
            "kind": one.kind,
            "verbs": ["get", "list", "watch"],
        }
        for one in RESOURCES
        if one.group_version == version
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


def _status(code: int, message: str) -> Answer:
    reason = {400: "BadRequest", 404: "NotFound"}[code]
    status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "reason": reason}
    return Answer(code, "application/json", (_dumped({**status, "code": code}),))


def _json(found: Any) -> Answer:
    return Answer(200, "application/json", (_dumped(found),))


def _dumped(found: Any) -> str:
    return json.dumps(found, default=str)
