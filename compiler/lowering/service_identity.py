"""Which service a pod's telemetry belongs to: relabeling rules for `service_name` and its companions.

An annotation `resource.opentelemetry.io/...` of the pod always wins.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..syntax.ast import Block
from ..values.names import pod_annotation, pod_label
from . import relabel

WORKLOAD = "__tmp_workload_name"


def service_name(*fall_backs: str) -> Block:
    """`service_name` from the annotation, else the pod's name label, else the first of the labels `fall_backs`."""
    return relabel.first("service_name", _annotation("name"), pod_label("app.kubernetes.io/name"), *fall_backs)


def conventional_service_name(pod: str, container: str) -> Iterator[Block]:
    """`service_name` by OpenTelemetry's conventions for Kubernetes: annotation, instance label, name label, workload,
    then the labels `pod` and `container`. A ReplicaSet's workload is its Deployment: the name loses the hash."""
    controller = "__meta_kubernetes_pod_controller_name"
    yield relabel.copy(controller, WORKLOAD)
    yield relabel.rule(
        "__meta_kubernetes_pod_controller_kind", controller, regex="ReplicaSet;(.+)-[^-]+", target_label=WORKLOAD
    )
    labels = map(pod_label, ("app.kubernetes.io/instance", "app.kubernetes.io/name"))
    yield relabel.first("service_name", _annotation("name"), *labels, WORKLOAD, pod, container)


def service_namespace_and_instance() -> Iterator[Block]:
    """`service_namespace`, else the pod's; `service_instance_id`, else `namespace.pod.container`."""
    yield relabel.first("service_namespace", _annotation("namespace"), "namespace")
    yield relabel.copy(_annotation("instance.id"), "service_instance_id")
    yield relabel.rule(
        "service_instance_id",
        "namespace",
        "pod",
        "container",
        separator=".",
        regex="^\\.([^.]+\\.[^.]+\\.[^.]+)$",
        target_label="service_instance_id",
    )


def _annotation(name: str) -> str:
    return pod_annotation(f"resource.opentelemetry.io/service.{name}")
