"""The objects that a test gives: pods, nodes, services and namespaces written in short, as manifests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .model import Given

Manifest = Mapping[str, Any]
NODE = "node-1"


def manifests(given: Given) -> tuple[Manifest, ...] | None:
    """Every object that is given, with the nodes and namespaces that pods are in; None where none is."""
    pods = [_pod(pod, index) for index, pod in enumerate(given.pods)]
    nodes = [_node(node) for node in given.nodes]
    namespaces = [_namespace(namespace) for namespace in given.namespaces]
    services = [_service(service) for service in given.services]
    found = [*pods, *nodes, *namespaces, *services, *given.monitors, *given.objects]
    if not found:
        return None
    known = {(one.get("kind"), one["metadata"].get("name")) for one in found if "metadata" in one}
    places = dict.fromkeys(pod["spec"].get("nodeName") for pod in pods)
    spaces = dict.fromkeys(pod["metadata"].get("namespace", "default") for pod in pods)
    found += [_node(name) for name in places if name and ("Node", name) not in known]
    found += [_namespace(name) for name in spaces if ("Namespace", name) not in known]
    return tuple(found)


def _pod(written: Mapping[str, Any], index: int) -> Manifest:
    """A pod that runs, with an address of its own; a manifest as it is."""
    if "metadata" in written:
        return {"apiVersion": "v1", "kind": "Pod", "spec": {}, **written}
    name, namespace = written.get("name", f"pod-{index + 1}"), written.get("namespace", "default")
    containers = [_container(container) for container in written.get("containers", ["app"])]
    statuses = [
        {"name": one["name"], "containerID": f"containerd://{name}-{one['name']}", "ready": True} for one in containers
    ]
    address = written.get("ip", f"10.0.{index // 250}.{index % 250 + 1}")
    ready = {"type": "Ready", "status": "True"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**_metadata(written, name), "namespace": namespace, "uid": f"uid-{namespace}-{name}"},
        "spec": {"nodeName": written.get("node", NODE), "containers": containers},
        "status": {"phase": written.get("phase", "Running"), "podIP": address, "hostIP": "192.0.2.1",
                   "conditions": [ready], "containerStatuses": statuses},
    }  # fmt: skip


def _container(written: Any) -> dict[str, Any]:
    container = {"name": written} if isinstance(written, str) else dict(written)
    container.setdefault("image", f"{container.get('name')}:1")
    container["ports"] = [_port(port) for port in container.get("ports", [])]
    return container


def _port(written: Any) -> Any:
    """A port: its number, or its name and number, or as in a manifest."""
    if isinstance(written, int):
        return {"containerPort": written}
    if isinstance(written, Mapping) and "containerPort" not in written and len(written) == 1:
        [(name, number)] = written.items()
        return {"name": str(name), "containerPort": number}
    return written


def _metadata(written: Mapping[str, Any], name: str) -> dict[str, Any]:
    kept = {key: written[key] for key in ("labels", "annotations", "ownerReferences") if key in written}
    return {"name": name, **kept}


def _node(written: Any) -> Manifest:
    if isinstance(written, Mapping) and "metadata" in written:
        return {"apiVersion": "v1", "kind": "Node", **written}
    short = {"name": written} if isinstance(written, str) else written
    addresses = [{"type": "InternalIP", "address": short.get("ip", "192.0.2.1")}]
    status = {"addresses": addresses, "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}}}
    return {"apiVersion": "v1", "kind": "Node", "metadata": _metadata(short, str(short.get("name"))), "status": status}


def _namespace(written: Any) -> Manifest:
    if isinstance(written, Mapping) and "metadata" in written:
        return {"apiVersion": "v1", "kind": "Namespace", **written}
    short = {"name": written} if isinstance(written, str) else written
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": _metadata(short, str(short.get("name")))}


def _service(written: Mapping[str, Any]) -> Manifest:
    if "metadata" in written:
        return {"apiVersion": "v1", "kind": "Service", **written}
    name = str(written.get("name"))
    ports = [{"port": port} if isinstance(port, int) else port for port in written.get("ports", [])]
    spec = {"ports": ports, "selector": written.get("selector", {}), "clusterIP": "10.96.0.1", "type": "ClusterIP"}
    metadata = {**_metadata(written, name), "namespace": written.get("namespace", "default")}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
