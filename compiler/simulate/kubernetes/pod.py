"""The role `pod`: a target for each port of each container, one for a container without ports."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, address, items, metadata, object_labels, part, text


def group(pod: Object, cluster: Any) -> tuple[Labels, list[Labels]] | None:
    """What the targets of a pod share, and each of them. A pod without an address has none.

    Source: prometheus/prometheus discovery/kubernetes/pod.go, from 3.11 on (Alloy 1.18): pods on nodes that the
    selector of the role `node` leaves out have none either.
    """
    ip = text(part(pod, "status").get("podIP"))
    if not ip or not cluster.is_on_watched_node(pod):
        return None
    shared = {**pod_labels(pod), f"{META}namespace": metadata(pod, "namespace")}
    shared.update(cluster.node_labels(text(part(pod, "spec").get("nodeName"))))
    targets = []
    for container, is_init in containers(pod):
        common = {
            **container_labels(container, is_init),
            f"{META}pod_container_id": _container_id(pod, container, is_init),
        }
        ports = items(container, "ports")
        if not ports:
            targets.append({"__address__": ip, **common})
        for port in ports:
            number = text(port.get("containerPort"))
            targets.append({"__address__": address(ip, number), **common, **port_labels(port)})
    return shared, targets


def containers(pod: Object) -> list[tuple[Object, bool]]:
    """A pod's containers, then its init containers, and whether each is one."""
    spec = part(pod, "spec")
    return [(c, False) for c in items(spec, "containers")] + [(c, True) for c in items(spec, "initContainers")]


def container_labels(container: Object, is_init: bool) -> Labels:
    return {
        f"{META}pod_container_name": text(container.get("name")),
        f"{META}pod_container_image": text(container.get("image")),
        f"{META}pod_container_init": text(is_init),
    }


def port_labels(port: Object) -> Labels:
    return {
        f"{META}pod_container_port_number": text(port.get("containerPort")),
        f"{META}pod_container_port_name": text(port.get("name")),
        f"{META}pod_container_port_protocol": protocol(port),
    }


def protocol(port: Object) -> str:
    """A port's protocol. The API server fills in TCP where a manifest says none."""
    return text(port.get("protocol") or "TCP")


def pod_labels(pod: Object) -> Labels:
    """The labels that a pod gives to every target that is one of its ports."""
    status, spec = part(pod, "status"), part(pod, "spec")
    labels = {
        f"{META}pod_ip": text(status.get("podIP")),
        f"{META}pod_ready": _ready(status),
        f"{META}pod_phase": text(status.get("phase")),
        f"{META}pod_node_name": text(spec.get("nodeName")),
        f"{META}pod_host_ip": text(status.get("hostIP")),
        f"{META}pod_uid": metadata(pod, "uid"),
        **object_labels("pod", pod, named=True),
    }
    for owner in items(part(pod, "metadata"), "ownerReferences"):
        if owner.get("controller"):
            labels[f"{META}pod_controller_kind"] = text(owner.get("kind"))
            labels[f"{META}pod_controller_name"] = text(owner.get("name"))
            break
    return labels


def _ready(status: Object) -> str:
    conditions = (condition for condition in items(status, "conditions") if condition.get("type") == "Ready")
    return text(next((condition.get("status") for condition in conditions), "unknown")).lower()


def _container_id(pod: Object, container: Object, is_init: bool) -> str:
    statuses = items(part(pod, "status"), "initContainerStatuses" if is_init else "containerStatuses")
    return next((text(s.get("containerID")) for s in statuses if s.get("name") == container.get("name")), "")


def unserved_ports(pod: Object, served: list[Any]) -> list[Labels]:
    """A pod's ports that no endpoint serves: targets all the same, of `endpoints` and `endpointslice`."""
    ip = text(part(pod, "status").get("podIP"))
    if not ip:
        return []
    return [
        {
            "__address__": address(ip, text(port.get("containerPort"))),
            **container_labels(container, is_init),
            **port_labels(port),
            **pod_labels(pod),
        }
        for container, is_init in containers(pod)
        for port in items(container, "ports")
        if port.get("containerPort") not in served
    ]


def served_port(pod: Object, number: Any, spoken: str | None = None) -> Labels:
    """The labels of the container that has a port; of several, the last. `spoken` is the protocol of the endpoint."""
    labels: Labels = {}
    for container, is_init in containers(pod):
        port = next((port for port in items(container, "ports") if port.get("containerPort") == number), None)
        if port is not None:
            labels = {**container_labels(container, is_init), **port_labels(port)}
            if spoken is not None:
                labels[f"{META}pod_container_port_protocol"] = spoken
    return labels
