"""Targets of Kubernetes objects: what was recorded of Prometheus' service discovery, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.simulate.kubernetes import Discovery, discover
from alloyc.simulate.kubernetes.selectors import read_selector
from alloyc.simulate.trace import Unknown
from support.semantics import CHUNKS, chunk

POD: dict[str, Any] = {
    "kind": "Pod",
    "metadata": {"name": "api-1", "namespace": "shop", "labels": {"app": "api", "n": "3"}},
    "spec": {"nodeName": "n1", "containers": [{"name": "app", "ports": [{"containerPort": 80}]}]},
    "status": {"podIP": "10.0.0.1", "phase": "Running"},
}


@pytest.mark.parametrize("number", CHUNKS)
def test_recorded(number: int) -> None:
    for line in chunk("targets", number):
        assert in_order(discover(discovery_of(line), line["objects"])) == in_order(line["result"]["targets"]), line


def discovery_of(line: dict[str, Any]) -> Discovery:
    selectors = tuple((s["role"], s["label"], s["field"]) for s in line["selectors"])
    attach = line["attach"]
    return Discovery(line["role"], tuple(line["namespaces"]), selectors, attach["node"], attach["namespace"])


def in_order(targets: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
    return sorted(sorted((n, v) for n, v in target.items() if v) for target in targets)


SELECTORS = {
    "app=api": True, "app==api": True, "app = api , n": True, "app!=api": False, "app in (web, api)": True,
    "app notin (api)": False, "other notin (api)": True, "!other": True, "!app": False, "other": False, "n>2": True,
    "n<3": False, "app>1": False, "": True, "app=api,n=4": False,
}  # fmt: skip


@pytest.mark.parametrize("selector", SELECTORS)
def test_label_selector(selector: str) -> None:
    assert read_selector("pod", selector, "")(POD) is SELECTORS[selector]


FIELDS = {
    "metadata.name=api-1": True,
    "spec.nodeName!=n1": False,
    "status.phase==Running,metadata.namespace=shop": True,
}


@pytest.mark.parametrize("selector", FIELDS)
def test_field_selector(selector: str) -> None:
    assert read_selector("pod", "", selector)(POD) is FIELDS[selector]


REFUSED = [("pod", "app in api", ""), ("pod", "a>x", ""), ("pod", "", "spec.containers=x"), ("pod", "", "x")]


@pytest.mark.parametrize("selector", REFUSED)
def test_refused_selector(selector: tuple[str, str, str]) -> None:
    with pytest.raises(Unknown):
        discover(Discovery("pod", selectors=(selector,)), [POD])


@pytest.mark.parametrize("discovery", [Discovery("pods"), Discovery("node", selectors=(("pod", "a", ""),))])
def test_refused_discovery(discovery: Discovery) -> None:
    with pytest.raises(Unknown):
        discover(discovery, [])


def test_protocol_is_tcp_where_none_is_said() -> None:
    [target] = discover(Discovery("pod"), [POD])
    assert target["__meta_kubernetes_pod_container_port_protocol"] == "TCP"


def test_pod_without_address_has_no_target() -> None:
    assert discover(Discovery("pod"), [{**POD, "status": {}}]) == []


@pytest.mark.parametrize(
    ("labels", "attached", "found"), [("zone=a", True, 1), ("zone=b", True, 0), ("zone=b", False, 1), ("", True, 1)]
)
def test_pods_on_nodes_that_are_not_selected_have_no_targets(labels: str, attached: bool, found: int) -> None:
    node = {"kind": "Node", "metadata": {"name": "n", "labels": {"zone": "a"}}}
    pod = {**POD, "spec": {**POD["spec"], "nodeName": "n"}}
    discovery = Discovery("pod", selectors=(("node", labels, ""),), attach_node=attached)
    assert len(discover(discovery, [pod, node])) == found
