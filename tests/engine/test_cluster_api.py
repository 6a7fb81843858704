"""The small Kubernetes API, asked as client-go asks it."""

from __future__ import annotations

import json

import pytest

from alloyc.engine.cluster_api import RESOURCES, Cluster

POD = {
    "kind": "Pod",
    "metadata": {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}},
    "spec": {"nodeName": "a"},
}
NODE = {"kind": "Node", "metadata": {"name": "a"}}
CLUSTER = Cluster((POD, NODE), {("shop", "web-1", "app"): "2026-01-01T00:00:00Z hello\n"})


def names(path: str, query: str = "") -> list[str]:
    answer = CLUSTER.answer(path, query)
    return [item["metadata"]["name"] for item in json.loads("".join(answer.chunks))["items"]]


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("api/v1/pods", "", ["web-1"]),
        ("api/v1/nodes", "limit=500&resourceVersion=0", ["a"]),
        ("api/v1/namespaces/shop/pods", "", ["web-1"]),
        ("api/v1/namespaces/other/pods", "", []),
        ("api/v1/pods", "labelSelector=app%3Dweb", ["web-1"]),
        ("api/v1/pods", "labelSelector=app%21%3Dweb", []),
        ("api/v1/pods", "fieldSelector=spec.nodeName%3Da", ["web-1"]),
        ("api/v1/pods", "fieldSelector=spec.nodeName%3Db", []),
        ("apis/discovery.k8s.io/v1/endpointslices", "", []),
    ],
)
def test_lists(path: str, query: str, found: list[str]) -> None:
    assert names(path, query) == found


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("watch=true&resourceVersion=0", ["ADDED"]),
        ("watch=true", ["ADDED"]),
        ("watch=true&resourceVersion=100", []),
        ("watch=true&sendInitialEvents=true&allowWatchBookmarks=true", ["ADDED", "BOOKMARK"]),
    ],
)
def test_watches(query: str, types: list[str]) -> None:
    answer = CLUSTER.answer("api/v1/pods", query)
    events = [json.loads(chunk) for chunk in answer.chunks]
    assert ([event["type"] for event in events], answer.stays_open) == (types, True)


def test_the_end_of_what_there_is_is_marked() -> None:
    mark = json.loads(CLUSTER.answer("api/v1/pods", "watch=true&sendInitialEvents=true").chunks[-1])["object"]
    assert mark["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    assert mark["metadata"]["resourceVersion"] == "100"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("api/v1/namespaces/shop/pods/web-1", "", 200),
        ("api/v1/namespaces/shop/pods/web-2", "", 404),
        ("api/v1/namespaces/shop", "", 404),
        ("api/v1/widgets", "", 404),
        ("api/v1/pods", "fieldSelector=spec.nothing%3Db", 400),
        ("version", "", 200),
    ],
)
def test_one_object(path: str, query: str, status: int) -> None:
    assert CLUSTER.answer(path, query).status == status


def test_the_log_of_a_container_is_followed() -> None:
    answer = CLUSTER.answer("api/v1/namespaces/shop/pods/web-1/log", "container=app&follow=true&timestamps=true")
    assert (answer.chunks, answer.stays_open) == (("2026-01-01T00:00:00Z hello\n",), True)


def test_every_resource_is_found_by_discovery() -> None:
    groups = json.loads(CLUSTER.answer("apis", "").chunks[0])["groups"]
    versions = ["v1", *(version["groupVersion"] for group in groups for version in group["versions"])]
    paths = ["api/v1" if version == "v1" else f"apis/{version}" for version in versions]
    listed = [one for path in paths for one in json.loads(CLUSTER.answer(path, "").chunks[0])["resources"]]
    assert sorted(one["name"] for one in listed) == sorted(resource.plural for resource in RESOURCES)
