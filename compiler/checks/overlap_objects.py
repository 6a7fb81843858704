"""A pod, and what it needs around it, that gives targets with certain labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from ..algebra import Language, language

META = "__meta_kubernetes_"
CONTAINER = ("pod_container_name", "pod_container_port_", "pod_container_init", "pod_container_image")
"""How the labels begin, after META, that a target has of its container and port, not of its pod."""
SECOND = "#2"
"""Behind a label: of the second target of one pod."""

NODE = "node-1"
_USUAL = {
    "namespace": "shop", "pod_name": "web-0", "pod_ip": "10.0.0.7", "pod_ready": "true", "pod_phase": "Running",
    "pod_node_name": NODE, "pod_uid": "uid-1", "pod_container_name": "web", "pod_container_init": "false",
    "pod_container_port_number": "8080", "pod_container_port_name": "metrics", "pod_container_port_protocol": "TCP",
    "service_name": "web", "service_port_name": "metrics", "service_port_number": "8080", "node_name": NODE,
    "endpointslice_port": "8080", "endpointslice_port_name": "metrics", "endpoint_port_name": "metrics",
    "endpoint_port": "8080", "endpointslice_address_target_kind": "Pod", "endpoint_address_target_kind": "Pod",
    "endpointslice_endpoint_conditions_ready": "true", "endpoint_ready": "true",
}  # fmt: skip
_VALUE = "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?"
_PORT = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]|"
_NAME = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DOMAINS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("namespace", "pod_container_name", "service_name"), _NAME),
    (("pod_name", "node_name", "pod_node_name"), "[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?"),
    (("pod_ready",), "true|false|unknown"),
    (("pod_phase",), "Pending|Running|Succeeded|Failed|Unknown"),
    (("pod_container_init", "endpoint_ready"), "true|false"),
    (("pod_container_port_number", "service_port_number", "endpointslice_port", "endpoint_port"), _PORT),
    (("pod_container_port_name", "service_port_name", "endpointslice_port_name"), f"(?:{_NAME})?"),
    (("pod_container_port_protocol",), "TCP|UDP|SCTP|"),
    (("pod_ip",), "[0-9a-fA-F:.]+"),
    (("pod_label_", "service_label_", "node_label_", "namespace_label_"), _VALUE),
    (("pod_labelpresent_", "pod_annotationpresent_", "service_labelpresent_", "service_annotationpresent_"), "true|"),
)  # fmt: skip
"""What Kubernetes itself lets a label of discovery be: by its name after META, or how that begins."""

_DOMAIN_NAMES = (
    "app.kubernetes.io/", "k8s.grafana.com/", "logs.grafana.com/", "profiles.grafana.com/", "prometheus.io/",
    "resource.opentelemetry.io/", "kubernetes.io/", "helm.sh/", "app.cilium.io/",
)  # fmt: skip


@lru_cache(maxsize=10_000)
def domain(label: str) -> Language | None:
    """What Kubernetes lets a label be; None for anything."""
    name = label.removesuffix(SECOND).removeprefix(META)
    for names, pattern in _DOMAINS:
        if any(name == one or (one.endswith("_") and name.startswith(one)) for one in names):
            return language(pattern)
    return None


def usual(label: str) -> str:
    """What a label is where nothing asks for something else."""
    return _USUAL.get(label.removesuffix(SECOND).removeprefix(META), "")


def is_of_container(label: str) -> bool:
    return label.removeprefix(META).startswith(CONTAINER)


def key_of(name: str, keys: Mapping[str, str]) -> str:
    """The key of a label or annotation that discovery calls by `name`: one that is known, or else a likely one."""
    if name in keys:
        return keys[name]
    for known in _DOMAIN_NAMES:
        prefix = "".join(c if c.isalnum() else "_" for c in known)
        if name.startswith(prefix):
            return known + name.removeprefix(prefix).replace("metrics_", "metrics.").replace("logs_", "logs.")
    return name


def objects_of(values: Mapping[str, str], keys: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """The objects that give targets with these labels: a pod first, then its service, namespace and node."""
    facts = {label.removeprefix(META): value for label, value in values.items()}
    pod = _pod(facts, keys)
    namespace, node = pod["metadata"]["namespace"], pod["spec"]["nodeName"]
    around: list[dict[str, Any]] = [
        {"kind": "Namespace", "metadata": {"name": namespace, **_labelled("namespace", facts, keys)}},
        {"kind": "Node", "metadata": {"name": node, **_labelled("node", facts, keys)},
         "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.1"}]}},
    ]  # fmt: skip
    service = list(_service(facts, keys, pod)) if _has_service(facts) else []
    return (pod, *service, *around)


def _has_service(facts: Mapping[str, str]) -> bool:
    return any(name.startswith(("service_", "endpoint")) for name in facts)


def _of(facts: Mapping[str, str], name: str) -> str:
    return facts.get(name, _USUAL.get(name, ""))


def _pod(facts: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, Any]:
    names = {"name": _of(facts, "pod_name"), "namespace": _of(facts, "namespace"), "uid": _of(facts, "pod_uid")}
    metadata: dict[str, Any] = {**names, **_labelled("pod", facts, keys)}
    if facts.get("pod_controller_kind"):
        owner = {"controller": True, "kind": facts["pod_controller_kind"], "name": _of(facts, "pod_controller_name")}
        metadata["ownerReferences"] = [owner]
    containers = [*_containers(facts)]
    ready = _of(facts, "pod_ready").capitalize()
    status = {
        "phase": _of(facts, "pod_phase"),
        "podIP": _of(facts, "pod_ip"),
        "conditions": [{"type": "Ready", "status": ready}],
        "containerStatuses": [
            {"name": one["name"], "containerID": facts.get("pod_container_id") or f"containerd://{one['name']}"}
            for one, _ in containers
        ],
    }
    spec: dict[str, Any] = {"nodeName": _of(facts, "pod_node_name")}
    for field, is_init in (("containers", False), ("initContainers", True)):
        if found := [container for container, init in containers if init is is_init]:
            spec[field] = found
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status}


def _containers(facts: Mapping[str, str]) -> Iterator[tuple[dict[str, Any], bool]]:
    """The container of the target, and that of a second; one container with two ports where they have one name."""
    made: dict[str, tuple[dict[str, Any], bool]] = {}
    for mark in ("", SECOND) if any(name.endswith(SECOND) for name in facts) else ("",):
        own = {n.removesuffix(SECOND): v for n, v in facts.items() if n.endswith(SECOND)} if mark else facts
        name = _of(own, "pod_container_name")
        container, _ = made.setdefault(name, ({"name": name, "ports": []}, _of(own, "pod_container_init") == "true"))
        image = own.get("pod_container_image")
        container.update({"image": image} if image else {})
        number = _of(own, "pod_container_port_number")
        if number:
            port = {
                "name": _of(own, "pod_container_port_name"),
                "containerPort": int(number),
                "protocol": _of(own, "pod_container_port_protocol"),
            }
            container["ports"].append({field: value for field, value in port.items() if value not in ("", "TCP")})
    yield from made.values()


def _labelled(role: str, facts: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, kind in (("labels", "label"), ("annotations", "annotation")):
        present = _names(facts, f"{role}_{kind}present_", lambda value: value == "true")
        names = [*present, *_names(facts, f"{role}_{kind}_", bool)]
        entries = {key_of(name, keys): facts.get(f"{role}_{kind}_{name}", "") for name in names}
        if entries:
            found[field] = dict(sorted(entries.items()))
    return found


def _names(facts: Mapping[str, str], prefix: str, wanted: Any) -> Iterable[str]:
    return [name.removeprefix(prefix) for name, value in facts.items() if name.startswith(prefix) and wanted(value)]


def _service(facts: Mapping[str, str], keys: Mapping[str, str], pod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name, namespace = _of(facts, "service_name"), pod["metadata"]["namespace"]
    port = int(facts.get("endpointslice_port") or facts.get("endpoint_port") or _of(facts, "service_port_number"))
    port_name = facts.get("endpointslice_port_name") or facts.get("endpoint_port_name")
    named = port_name or _of(facts, "service_port_name")
    labels = _labelled("service", facts, keys)
    yield {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": namespace, **labels},
           "spec": {"ports": [{"name": named, "port": port}], "clusterIP": "10.1.0.1"}}  # fmt: skip
    reference = {"kind": "Pod", "name": pod["metadata"]["name"], "namespace": namespace}
    place = {"name": name, "namespace": namespace}
    address, node = pod["status"]["podIP"], pod["spec"]["nodeName"]
    yield {"kind": "EndpointSlice", "metadata": {**place, "labels": {"kubernetes.io/service-name": name}},
           "addressType": "IPv4", "ports": [{"name": named, "port": port}],
           "endpoints": [{"addresses": [address], "nodeName": node, "targetRef": reference,
                          "conditions": {"ready": True}}]}  # fmt: skip
    yield {"kind": "Endpoints", "metadata": place,
           "subsets": [{"ports": [{"name": named, "port": port}],
                        "addresses": [{"ip": address, "nodeName": node, "targetRef": reference}]}]}  # fmt: skip


def shown(objects: Iterable[Mapping[str, Any]]) -> str:
    """What matters of a pod, and of its service, as one would write it: JSON, which is YAML too."""
    import json

    texts = []
    for found in objects:
        if found.get("kind") in ("Pod", "Service"):
            metadata = {key: value for key, value in found["metadata"].items() if key != "uid"}
            spec = {key: value for key, value in found["spec"].items() if key not in ("nodeName", "clusterIP")}
            texts.append(json.dumps({"kind": found["kind"], "metadata": metadata, "spec": spec}))
    return ", ".join(texts)
