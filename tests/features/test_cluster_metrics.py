"""Which sources there are, and what each does that the others do not."""

from __future__ import annotations

import pytest

from support.small import build, faults, rules, value

DEPLOYED = "\ntelemetryServices: {kube-state-metrics: {deploy: true}}"
CONTROL_PLANE = ("apiserver", "kube_controller_manager", "kube_dns", "kube_proxy", "kube_scheduler")


def scraped(section: str) -> set[str]:
    """The sources that are scraped when clusterMetrics has these options."""
    prefix = "prometheus.scrape.cluster_metrics_"
    built = build(f"clusterMetrics: {{enabled: true, {section}}}{DEPLOYED}")
    return {name.removeprefix(prefix) for name in built if name.startswith(prefix)}


DEFAULTS = {"kubelet", "kubelet_resources", "cadvisor", "kube_state_metrics"}


def test_sources_that_are_on_by_themselves() -> None:
    assert scraped("") == DEFAULTS


def test_control_plane_turns_on_all_but_those_that_are_off() -> None:
    wanted = DEFAULTS.union(CONTROL_PLANE) - {"kube_proxy"}
    assert scraped("controlPlane: {enabled: true}, kubeProxy: {enabled: false}") == wanted


def test_a_source_of_the_control_plane_is_turned_on_by_itself() -> None:
    assert scraped("kubeDNS: {enabled: true}") == {*DEFAULTS, "kube_dns"}


def test_nodes_are_not_discovered_for_nobody() -> None:
    off = "kubelet: {enabled: false}, kubeletResource: {enabled: false}, cadvisor: {enabled: false}"
    built = build(f"clusterMetrics: {{enabled: true, {off}}}{DEPLOYED}")
    assert not [name for name in built if name.endswith("cluster_metrics_nodes")]


def test_eks_serves_two_endpoints_for_the_scheduler() -> None:
    section = "kubeScheduler: {enabled: true, discoveryMode: eks-proxy}"
    built = build(f"clusterMetrics: {{enabled: true, {section}}}{DEPLOYED}")
    assert len(value(built["discovery.relabel.cluster_metrics_kube_scheduler"], "targets")) == 2
    assert "discovery.kubernetes.cluster_metrics_kube_scheduler" not in built


def test_series_without_a_namespace_pass_the_filter() -> None:
    tuning = "cadvisor: {metricsTuning: {includeNamespaces: [shop]}}"
    built = build(f"clusterMetrics: {{enabled: true, {tuning}}}{DEPLOYED}")
    last = rules(built["prometheus.relabel.cluster_metrics_cadvisor"])[-1]
    assert last == {"source_labels": ["namespace"], "regex": "shop|", "action": "keep"}


def test_own_matchers_narrow_a_deployed_kube_state_metrics() -> None:
    section = "kube-state-metrics: {labelMatchers: {shard: '0'}}"
    found = build(f"clusterMetrics: {{enabled: true, {section}}}{DEPLOYED}")
    selector = value(found["discovery.kubernetes.cluster_metrics_kube_state_metrics"], "selectors", "label")
    assert selector == "shard=0,release=k8smon,app.kubernetes.io/name=kube-state-metrics"


def test_namespaces_of_kube_state_metrics() -> None:
    section = "kube-state-metrics: {namespaces: 'shop, pay', namespacesDenylist: [test]}"
    built = build(f"clusterMetrics: {{enabled: true, {section}}}{DEPLOYED}")
    *_, included, excluded = rules(built["prometheus.relabel.cluster_metrics_kube_state_metrics"])
    assert (included["regex"], included["action"]) == ("shop|pay|", "keep")
    assert (excluded["regex"], excluded["action"]) == ("test", "drop")


@pytest.mark.parametrize("key", ["node-exporter", "windows-exporter", "opencost", "kepler"])
def test_sections_of_version_3_are_refused(key: str) -> None:
    section = f"clusterMetrics: {{enabled: true, {key}: {{enabled: true}}}}{DEPLOYED}"
    assert faults(section) == [("moved-key", f"clusterMetrics.{key}")]
