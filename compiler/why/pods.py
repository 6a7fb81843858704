"""A cluster with one pod, as a question tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fault import refused

NODE = "node"
"""The node that a pod is on, where nothing says another."""


def pod_of(labels: Mapping[str, str]) -> tuple[Mapping[str, Any], ...]:
    """The objects of a cluster with one pod, as the labels of a line or a question tell it."""
    namespace, name = labels.get("namespace", "default"), labels.get("pod", "pod")
    others = {k: v for k, v in labels.items() if k not in ("namespace", "pod", "container", "node")}
    container = labels.get("container", "app")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "uid": "0", "labels": others},
        "spec": {"nodeName": labels.get("node", NODE), "containers": [{"name": container, "image": "image"}]},
        "status": {
            "phase": "Running",
            "podIP": "10.0.0.1",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": container, "containerID": "containerd://0", "ready": True}],
        },
    }
    return (pod, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": labels.get("node", NODE)}})  # fmt: skip


def objects_of(manifest: str) -> tuple[Mapping[str, Any], ...]:
    """The objects of a cluster that has the pod of a manifest, with its namespace and node, and what else the manifest
    has: services, monitors. Raises Refused."""
    import yaml

    try:
        held = [found for found in yaml.safe_load_all(manifest) if found is not None]
    except yaml.YAMLError:
        held = []
    pods = [one for one in held if isinstance(one, dict) and one.get("kind") == "Pod"]
    if len(pods) != 1 or not all(isinstance(one, dict) and isinstance(one.get("metadata"), dict) for one in held):
        raise refused("this is no manifest of a pod", "give a file with one object whose `kind` is Pod")
    [pod] = pods
    others = [one for one in held if one is not pod]
    named, containers = pod["metadata"], pod.get("spec", {}).get("containers", [])
    assumed = pod_of({"namespace": named.get("namespace", "default"), "pod": named.get("name", "pod")})
    statuses = [{"name": c.get("name", ""), "containerID": "containerd://0", "ready": True} for c in containers]
    status = {**assumed[0]["status"], "containerStatuses": statuses, **pod.get("status", {})}
    spec = {"nodeName": "node", **pod.get("spec", {})}
    metadata = {"uid": "0", "namespace": "default", **named}
    return ({**pod, "metadata": metadata, "spec": spec, "status": status}, *assumed[1:], *others)
