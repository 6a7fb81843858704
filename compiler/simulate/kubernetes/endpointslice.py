"""The role `endpointslice`: a target for each port of each address of each endpoint, and one for each other port of the
pods behind them."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, address, items, metadata, object_labels, part, sanitize, text
from .pod import pod_labels, protocol, served_port, unserved_ports
from .service import service_labels

_SERVICE_NAME = "kubernetes.io/service-name"


def group(found: Object, cluster: Any) -> tuple[Labels, list[Labels]]:
    """What the targets of an EndpointSlice share, and each of them."""
    namespace = metadata(found, "namespace")
    service = cluster.services.get((namespace, part(part(found, "metadata"), "labels").get(_SERVICE_NAME)))
    shared = {
        f"{META}namespace": namespace,
        f"{META}endpointslice_address_type": text(found.get("addressType")),
        **object_labels("endpointslice", found, named=True),
        **(service_labels(service) if service is not None else {}),
    }
    targets: list[Labels] = []
    served: dict[tuple[str, str], tuple[Object, list[Any]]] = {}
    for endpoint in items(found, "endpoints"):
        pod = cluster.pod_of(endpoint.get("targetRef"), namespace)
        for port in items(found, "ports"):
            for host in items(endpoint, "addresses"):
                targets.append(_target(endpoint, port, text(host), pod, cluster))
                if pod is not None:
                    key = metadata(pod, "namespace"), metadata(pod, "name")
                    served.setdefault(key, (pod, []))[1].append(port.get("port"))
    for pod, ports in served.values():
        targets.extend(unserved_ports(pod, [port for port in ports if port is not None]))
    return shared, targets


def _target(endpoint: Object, port: Object, host: str, pod: Object | None, cluster: Any) -> Labels:
    prefix = f"{META}endpointslice_"
    number, conditions = port.get("port"), part(endpoint, "conditions")
    target = {
        "__address__": host if number is None else address(host, number),
        f"{prefix}port_name": text(port.get("name")),
        f"{prefix}port_protocol": protocol(port),
        f"{prefix}port": text(number),
        f"{prefix}port_app_protocol": text(port.get("appProtocol")),
        f"{prefix}endpoint_conditions_ready": text(conditions.get("ready")),
        f"{prefix}endpoint_conditions_serving": text(conditions.get("serving")),
        f"{prefix}endpoint_conditions_terminating": text(conditions.get("terminating")),
        f"{prefix}endpoint_hostname": text(endpoint.get("hostname")),
        f"{prefix}endpoint_node_name": text(endpoint.get("nodeName")),
        f"{prefix}endpoint_zone": text(endpoint.get("zone")),
    }
    reference, node = endpoint.get("targetRef"), endpoint.get("nodeName")
    if reference is not None:
        target[f"{prefix}address_target_kind"] = text(reference.get("kind"))
        target[f"{prefix}address_target_name"] = text(reference.get("name"))
        if reference.get("kind") == "Node":
            node = text(reference.get("name"))
    for key, value in part(endpoint, "deprecatedTopology").items():
        target[f"{prefix}endpoint_topology_{sanitize(key)}"] = text(value)
        target[f"{prefix}endpoint_topology_present_{sanitize(key)}"] = "true"
    target.update(cluster.node_labels(node))
    if pod is not None:
        target.update(pod_labels(pod))
        if number is not None:
            target.update(served_port(pod, number))
    return target
