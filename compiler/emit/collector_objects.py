"""What stands beside a collector's `Alloy` resource: a Service of its own, and rights for SDK injection."""

from __future__ import annotations

from typing import Any

from ..planning.collectors import Collector, setting
from ..planning.installation import Installation
from ..planning.service_checks import service_account
from ..values.names import kubernetes_name, shortened

LISTEN_PORT = 12345
NODE_PORT = 31128
PART_OF = {"app.kubernetes.io/managed-by": "alloyc", "app.kubernetes.io/part-of": "alloy"}


def extra_service(collector: Collector, name: str, installation: Installation) -> list[dict[str, Any]]:
    """The Service that `extraService` asks for: what Alloy's own chart gives a collector's Service, another name."""
    chosen = collector.options.extra_service
    if not chosen.enabled:
        return []
    metadata: dict[str, Any] = {
        "name": chosen.fullname or shortened(f"{installation.release.name}-{chosen.name or 'alloy'}"),
        "namespace": installation.namespace,
        "labels": {**PART_OF, "app.kubernetes.io/component": "networking"},
    }
    annotations = setting(collector, "service", "annotations")
    if annotations:
        metadata["annotations"] = annotations
    spec: dict[str, Any] = {"type": setting(collector, "service", "type") or "ClusterIP"}
    address = setting(collector, "service", "clusterIP")
    if address:
        spec["clusterIP"] = address
    spec["selector"] = {
        "app.kubernetes.io/name": kubernetes_name(collector.key),
        "app.kubernetes.io/instance": name,
    }
    policy = setting(collector, "service", "internalTrafficPolicy")
    if policy:  # Kubernetes' own default is the chart's
        spec["internalTrafficPolicy"] = policy
    spec["ports"] = [_own_port(collector, spec["type"]), *_further_ports(collector)]
    return [{"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}]


def _own_port(collector: Collector, type: str) -> dict[str, Any]:
    number = setting(collector, "alloy", "listenPort") or LISTEN_PORT
    port = {"name": "http-metrics", "port": number, "targetPort": number, "protocol": "TCP"}
    return {**port, "nodePort": setting(collector, "service", "nodePort") or NODE_PORT} if type == "NodePort" else port


def _further_ports(collector: Collector) -> list[dict[str, Any]]:
    given = setting(collector, "alloy", "extraPorts")
    return [_port(entry) for entry in given if isinstance(entry, dict)] if isinstance(given, list) else []


def _port(given: dict[str, Any]) -> dict[str, Any]:
    port = {key: given.get(key) for key in ("name", "port", "targetPort")}
    port["protocol"] = given.get("protocol") or "TCP"
    return {**port, "appProtocol": given["appProtocol"]} if given.get("appProtocol") else port


def injection_rights(collector: Collector, name: str, installation: Installation) -> list[dict[str, Any]]:
    """A Role that lets a collector write the ConfigMaps which the SDK injector reads. It is none of Alloy's own rules:
    without a namespace those hold in the whole cluster."""
    if not installation.deploys("sdkInjector"):
        return []
    role = shortened(f"{name}-sdk-injector")
    labels = {**PART_OF, "app.kubernetes.io/component": "rbac"}
    metadata = {"name": role, "namespace": installation.namespace, "labels": labels}
    rules = [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "create", "update"]}]
    account = {
        "kind": "ServiceAccount",
        "name": service_account(collector, installation),
        "namespace": installation.namespace,
    }
    api = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": f"{api}/v1", "kind": "Role", "metadata": metadata, "rules": rules},
        {
            "apiVersion": f"{api}/v1",
            "kind": "RoleBinding",
            "metadata": metadata,
            "roleRef": {"apiGroup": api, "kind": "Role", "name": role},
            "subjects": [account],
        },
    ]
