"""Linux hosts, Windows hosts and energy: from an exporter, or by the collector itself."""

from __future__ import annotations

from alloyc.planning.collectors import setting
from support.small import build, faults, planned, rules, value

EXISTING = "labelMatchers: {app: exporter}"
LINUX = "collectors: {alloy: {presets: [linux-host-monitor, daemonset]}}\n"
WINDOWS = "collectors: {alloy: {presets: [windows, daemonset]%s}}\n"
UNCLUSTERED = "collectors: {alloy: {presets: [daemonset]}}\n"
ON_NODES = "hostMetrics: {enabled: true, %s: {enabled: true, source: alloy}}"


def test_the_section_must_be_on_too() -> None:
    assert not build(f"hostMetrics: {{linuxHosts: {{enabled: true, {EXISTING}}}}}{ALONE}").keys() & {SCRAPE}


SCRAPE = "prometheus.scrape.linux_hosts_node_exporter"
ALONE = "\ncostMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}"


def test_own_node_is_not_shared_in_the_cluster() -> None:
    built = build(ON_NODES % "linuxHosts", LINUX)
    assert value(built["prometheus.exporter.unix.linux_hosts_node_exporter"], "rootfs_path") == "/host/root"
    assert "clustering" not in [statement.name for statement in built[SCRAPE].body]


def test_integration_list_adds_to_the_default_one() -> None:
    tuning = "metricsTuning: {useIntegrationAllowList: true, dropMetricsForFilesystem: []}"
    built = build(f"hostMetrics: {{enabled: true, linuxHosts: {{enabled: true, {EXISTING}, {tuning}}}}}")
    (keep,) = rules(built["prometheus.relabel.linux_hosts_node_exporter"])
    names = keep["regex"].split("|")
    assert {"node_cpu.*", "node_uname_info"} <= set(names)
    assert len(names) == len(set(names))


def test_windows_exporter_is_scraped_as_the_values_say() -> None:
    options = "scheme: https, bearerTokenFile: /token"
    built = build(f"hostMetrics: {{enabled: true, windowsHosts: {{enabled: true, {EXISTING}, {options}}}}}")
    scrape = built["prometheus.scrape.windows_hosts_windows_exporter"]
    assert (value(scrape, "scheme"), value(scrape, "bearer_token_file")) == ("https", "/token")


def test_a_collector_on_windows_is_told_the_name_of_its_node() -> None:
    (collector,) = planned(ON_NODES % "windowsHosts", WINDOWS % "").collectors
    assert [entry["name"] for entry in setting(collector.collector, "alloy", "extraEnv")] == ["NODE_NAME"]


def test_deployed_kepler_is_where_the_release_is() -> None:
    services = "\ntelemetryServices: {kepler: {deploy: true, namespaceOverride: elsewhere}}"
    built = build(f"hostMetrics: {{enabled: true, energyMetrics: {{enabled: true}}}}{services}")
    assert value(built["discovery.kubernetes.energy_metrics_kepler"], "namespaces", "names") == ["default"]


def test_node_labels_need_the_metadata_of_nodes() -> None:
    labels = "nodeLabels: {region: true}"
    built = build(f"hostMetrics: {{enabled: true, {labels}, energyMetrics: {{enabled: true, {EXISTING}}}}}")
    assert value(built["discovery.kubernetes.energy_metrics_kepler"], "attach_metadata", "node") is True
    assert rules(built["discovery.relabel.energy_metrics_kepler"])[-1]["target_label"] == "region"


def test_exporters_need_clustering() -> None:
    sources = ", ".join(f"{name}: {{enabled: true, {EXISTING}}}" for name in ("linuxHosts", "windowsHosts"))
    at = "collectors.alloy.alloy.clustering.enabled"
    assert set(faults(f"hostMetrics: {{enabled: true, {sources}}}", UNCLUSTERED)) == {("clustering-required", at)}


def test_own_nodes_need_a_daemonset() -> None:
    collectors = "collectors: {alloy: {presets: [linux-host-monitor, clustered, statefulset]}}\n"
    at = "collectors.alloy.controller.type"
    assert faults(ON_NODES % "linuxHosts", collectors) == [("daemonset-required", at)]
