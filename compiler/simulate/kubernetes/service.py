"""The role `service`: a target for each port of a service."""

from __future__ import annotations

from typing import Any

from .labels import META, Labels, Object, address, items, metadata, object_labels, part, text
from .pod import protocol


def group(service: Object, cluster: Any) -> tuple[Labels, list[Labels]]:
    """What the targets of a service share, and each of them."""
    spec = part(service, "spec")
    kind = text(spec.get("type") or "ClusterIP")
    host = f"{metadata(service, 'name')}.{metadata(service, 'namespace')}.svc"
    own = {f"{META}service_type": kind}
    if kind == "ExternalName":
        own[f"{META}service_external_name"] = text(spec.get("externalName"))
    else:
        own[f"{META}service_cluster_ip"] = text(spec.get("clusterIP"))
    if kind == "LoadBalancer":
        own[f"{META}service_loadbalancer_ip"] = text(spec.get("loadBalancerIP"))
    return service_labels(service), [
        {
            "__address__": address(host, text(port.get("port"))),
            f"{META}service_port_name": text(port.get("name")),
            f"{META}service_port_number": text(port.get("port")),
            f"{META}service_port_protocol": protocol(port),
            **own,
        }
        for port in items(spec, "ports")
    ]


def service_labels(service: Object) -> Labels:
    """The labels that a service gives to its own targets and to its endpoints."""
    return {f"{META}namespace": metadata(service, "namespace"), **object_labels("service", service, named=True)}
