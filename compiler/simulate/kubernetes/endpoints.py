"""The role `endpoints`: a target for each port of each address, and one for each other port of the pods behind them."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, address, items, metadata, object_labels, text
from .pod import pod_labels, protocol, served_port, unserved_ports
from .service import service_labels


def group(endpoints: Object, cluster: Any) -> tuple[Labels, list[Labels]]:
    """What the targets of an Endpoints object share, and each of them."""
    namespace, name = metadata(endpoints, "namespace"), metadata(endpoints, "name")
    service = cluster.services.get((namespace, name))
    shared = {
        f"{META}namespace": namespace,
        **(service_labels(service) if service is not None else {}),
        **object_labels("endpoints", endpoints, named=True),
    }
    targets: list[Labels] = []
    served: dict[tuple[str, str], tuple[Object, list[Any]]] = {}
    for subset in items(endpoints, "subsets"):
        for port in items(subset, "ports"):
            for field, ready in (("addresses", "true"), ("notReadyAddresses", "false")):
                for place in items(subset, field):
                    pod = cluster.pod_of(place.get("targetRef"), namespace)
                    targets.append(_target(place, port, ready, pod, cluster))
                    if pod is not None:
                        key = metadata(pod, "namespace"), metadata(pod, "name")
                        served.setdefault(key, (pod, []))[1].append(port.get("port"))
    for pod, ports in served.values():
        targets.extend(unserved_ports(pod, ports))
    return shared, targets


def _target(place: Object, port: Object, ready: str, pod: Object | None, cluster: Any) -> Labels:
    number = text(port.get("port"))
    target = {
        "__address__": address(text(place.get("ip")), number),
        f"{META}endpoint_port_name": text(port.get("name")),
        f"{META}endpoint_port_protocol": protocol(port),
        f"{META}endpoint_ready": ready,
        f"{META}endpoint_node_name": text(place.get("nodeName")),
        f"{META}endpoint_hostname": text(place.get("hostname")),
    }
    reference = place.get("targetRef")
    node = place.get("nodeName")
    if reference is not None:
        target[f"{META}endpoint_address_target_kind"] = text(reference.get("kind"))
        target[f"{META}endpoint_address_target_name"] = text(reference.get("name"))
        if node is None and reference.get("kind") == "Node":
            node = text(reference.get("name"))
    target.update(cluster.node_labels(node))
    if pod is not None:
        target.update(pod_labels(pod))
        target.update(served_port(pod, port.get("port"), spoken=protocol(port)))
    return target
