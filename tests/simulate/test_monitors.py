"""`prometheus.operator.*`: what monitors, probes and scrape configurations of the cluster make it scrape."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc import simulate
from alloyc.simulate import Series, Target, Unknown
from alloyc.simulate.monitors import monitored, monitored_targets
from support.cluster import of_text, pod

SERVICE: dict[str, Any] = {
    "kind": "Service",
    "metadata": {"name": "api", "namespace": "shop", "labels": {"app": "api", "team": "web"}},
    "spec": {"ports": [{"name": "http", "port": 80}]},
}
ENDPOINTS: dict[str, Any] = {
    "kind": "Endpoints",
    "metadata": {"name": "api", "namespace": "shop"},
    "subsets": [
        {
            "addresses": [{"ip": "10.0.0.1", "targetRef": {"kind": "Pod", "name": "api-1", "namespace": "shop"}}],
            "ports": [{"name": "http", "port": 80}],
        }
    ],
}
SLICE: dict[str, Any] = {
    "kind": "EndpointSlice",
    "metadata": {"name": "api-x", "namespace": "shop", "labels": {"kubernetes.io/service-name": "api"}},
    "addressType": "IPv4",
    "endpoints": [{"addresses": ["10.0.0.1"], "targetRef": {"kind": "Pod", "name": "api-1", "namespace": "shop"}}],
    "ports": [{"name": "http", "port": 80}],
}
INGRESS: dict[str, Any] = {
    "kind": "Ingress",
    "metadata": {"name": "web", "namespace": "shop", "labels": {"app": "api"}},
    "spec": {"rules": [{"host": "shop.example", "http": {"paths": [{"path": "/in"}]}}]},
}
OBJECTS = (pod("api-1"), SERVICE, ENDPOINTS, SLICE, INGRESS)


def monitor(kind: str, namespace: str = "shop", **spec: Any) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "m", "namespace": namespace, "labels": {"watch": "yes"}}, "spec": spec}


def scraped(component: str, *objects: dict[str, Any], body: str = "") -> list[dict[str, str]]:
    text = f'prometheus.operator.{component} "x" {{\n\tforward_to = []\n{body}\n}}'
    run = of_text(text, objects=(*OBJECTS, *objects))
    found = monitored_targets(run, simulate.find(run, f"prometheus.operator.{component}.x"))
    return [{n: v for n, v in labels.items() if not n.startswith("__") or n == "__param_target"} for _, labels in found]


API = {"selector": {"matchLabels": {"app": "api"}}}
LABELS = {"namespace": "shop", "service": "api", "pod": "api-1", "container": "app", "instance": "10.0.0.1:80"}


@pytest.mark.parametrize("role", ["endpoints", "endpointslice"])
def test_service_monitor(role: str) -> None:
    found = monitor("ServiceMonitor", **API, endpoints=[{"port": "http"}], targetLabels=["team"])
    [labels] = scraped("servicemonitors", found, body=f'\tkubernetes_role = "{role}"')
    assert labels == {**LABELS, "job": "api", "endpoint": "http", "team": "web"}


SELECTORS: dict[str, tuple[dict[str, Any], bool]] = {
    "labels": ({"matchLabels": {"app": "db"}}, False),
    "in": ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["db", "api"]}]}, True),
    "not in": ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["api"]}]}, False),
    "exists": ({"matchExpressions": [{"key": "team", "operator": "Exists"}]}, True),
    "does not exist": ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    "all": ({}, True),
}


@pytest.mark.parametrize("name", SELECTORS)
def test_selector_of_services(name: str) -> None:
    selector, found = SELECTORS[name]
    targets = scraped("servicemonitors", monitor("ServiceMonitor", selector=selector, endpoints=[{"port": "http"}]))
    assert bool(targets) is found


PORTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "by name": ({"port": "http"}, {"endpoint": "http"}),
    "by number": ({"targetPort": 80}, {"endpoint": "80"}),
    "by the container's name": ({"targetPort": "http"}, {"endpoint": "http"}),
    "any": ({}, {}),
}


@pytest.mark.parametrize("name", PORTS)
def test_pod_monitor(name: str) -> None:
    endpoint, labels = PORTS[name]
    [found] = scraped("podmonitors", monitor("PodMonitor", **API, podMetricsEndpoints=[endpoint]))
    wanted = {name: value for name, value in LABELS.items() if name != "service"}
    assert found == {**wanted, "job": "shop/m", **labels}


@pytest.mark.parametrize(("filtered", "count"), [(None, 0), (False, 1)])
def test_pods_that_are_over_are_left_out(filtered: bool | None, count: int) -> None:
    over = {**pod("old"), "status": {"podIP": "10.0.0.9", "phase": "Succeeded"}}
    objects = monitor("PodMonitor", selector={}, podMetricsEndpoints=[{"filterRunning": filtered}])
    assert len(scraped("podmonitors", over, objects)) == 1 + count


def test_other_namespaces_are_selected_by_name() -> None:
    endpoints = [{"port": "http"}]
    elsewhere = monitor("PodMonitor", "monitoring", selector={}, podMetricsEndpoints=endpoints)
    assert scraped("podmonitors", elsewhere) == []
    for selector in ({"any": True}, {"matchNames": ["shop"]}):
        assert scraped("podmonitors", {**elsewhere, "spec": {**elsewhere["spec"], "namespaceSelector": selector}})


COMPONENTS = {
    '\tnamespaces = ["other"]': 0,
    '\tselector {\n\t\tmatch_labels = {watch = "yes"}\n\t}': 1,
    '\tselector {\n\t\tmatch_expression {\n\t\t\tkey = "watch"\n\t\t\toperator = "DoesNotExist"\n\t\t}\n\t}': 0,
    '\trule {\n\t\tsource_labels = ["__meta_kubernetes_pod_name"]\n\t\tregex = "x"\n\t\taction = "keep"\n\t}': 0,
}


@pytest.mark.parametrize("body", COMPONENTS)
def test_component_selects_monitors(body: str) -> None:
    found = monitor("PodMonitor", selector={}, podMetricsEndpoints=[{}])
    assert len(scraped("podmonitors", found, body=body)) == COMPONENTS[body]


def test_probe_of_static_targets() -> None:
    static = {"static": ["https://a", "https://b"], "labels": {"team": "web"}}
    found = monitor("Probe", jobName="p", prober={"url": "prober:9115"}, targets={"staticConfig": static})
    first, second = scraped("probes", found)
    assert first == {
        "job": "p",
        "instance": "https://a",
        "__param_target": "https://a",
        "team": "web",
        "namespace": "shop",
    }
    assert second["instance"] == "https://b"


def test_probe_of_ingresses() -> None:
    found = monitor("Probe", prober={"url": "prober:9115"}, targets={"ingress": API})
    [labels] = scraped("probes", found)
    assert (labels["instance"], labels["ingress"], labels["job"]) == ("http://shop.example/in", "web", "probe/shop/m")


def test_scrape_config() -> None:
    static = [{"targets": ["a:1"], "labels": {"team": "web"}}]
    [labels] = scraped("scrapeconfigs", monitor("ScrapeConfig", staticConfigs=static))
    assert labels == {"job": "scrapeConfig/shop/m/static/0", "instance": "a:1", "team": "web"}


def test_targets_over_http_are_unknown() -> None:
    with pytest.raises(Unknown, match="HTTP"):
        scraped("scrapeconfigs", monitor("ScrapeConfig", httpSDConfigs=[{"url": "http://x"}]))


ECHOED = """
prometheus.operator.podmonitors "x" {
	forward_to = [prometheus.echo.y.receiver]
}

prometheus.echo "y" { }
"""
KEEP = [
    {"sourceLabels": ["__name__"], "regex": "keep.*", "action": "Keep"},
    {"regex": "pod|endpoint|instance", "action": "labeldrop"},
]


def test_series_of_a_monitor_go_through_its_rules() -> None:
    endpoint = {"port": "http", "metricRelabelings": KEEP}
    run = of_text(ECHOED, objects=(*OBJECTS, monitor("PodMonitor", **API, podMetricsEndpoints=[endpoint])))
    component = simulate.find(run, "prometheus.operator.podmonitors.x")
    data = [Series({"__name__": name}) for name in ("keep_me", "drop_me")]
    [(_, arrived)] = simulate.deliver(run, component, data).arrived
    assert arrived == Series({"__name__": "keep_me", "container": "app", "namespace": "shop", "job": "shop/m"})


def test_a_target_goes_to_each_monitor_that_finds_it() -> None:
    wrong, right = (monitor("PodMonitor", **API, podMetricsEndpoints=[{"port": port}]) for port in ("other", "http"))
    run = of_text(ECHOED, objects=(*OBJECTS, wrong, right))
    component = simulate.find(run, "prometheus.operator.podmonitors.x")
    [target] = monitored(run, component)[0].targets
    dropped, scraped = simulate.run(run, component, Target(target))
    assert (dropped.arrived, dropped.unknown, dropped.steps[-1].after) == ((), "", ())
    assert scraped.arrived[0][1].labels["job"] == "shop/m"  # type: ignore[union-attr]
    [unknown] = simulate.run(run, component, Target({"__address__": "elsewhere:1"}))
    assert "finds this target" in unknown.unknown
