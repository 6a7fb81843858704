"""Names of sources and destinations."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc import simulate
from alloyc.compile import Compilation, Settings, compile_values
from alloyc.report.diagnostics import dotted
from alloyc.simulate.places import destinations, named, read_path, sources, suggestion
from alloyc.values.load import load

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(scope="module")
def cluster() -> Compilation:
    values = load([str(FIXTURES / "values" / "first-slice--three-collectors.yaml")])
    return compile_values(values, Settings(verify=False))


@pytest.mark.parametrize(
    ("name", "components"),
    [
        ("clusterMetrics.kubelet", ["cluster_metrics_kubelet"]),
        ("clusterMetrics.kube-state-metrics", ["cluster_metrics_kube_state_metrics"]),
        ("hostMetrics.linuxHosts", ["linux_hosts_node_exporter"]),
        ("hostMetrics", ["linux_hosts_node_exporter", "windows_hosts_windows_exporter", "energy_metrics_kepler"]),
        ("podLogsViaLoki", ["pod_logs_via_loki"]),
        ("prometheus.scrape.cluster_metrics_cadvisor", ["cluster_metrics_cadvisor"]),
        ("clusterMetrics.kubeletResource.jobLabel", ["cluster_metrics_kubelet_resources"]),
        ("clusterMetrics.nothing", []),
        ("", []),
    ],
)
def test_names_of_sources(cluster: Compilation, name: str, components: list[str]) -> None:
    assert [source.component.label for source in named(sources(cluster), name)] == components


def test_every_source_is_found_by_its_own_name(cluster: Compilation) -> None:
    found = sources(cluster)
    assert [source.name for source in found if source not in named(found, source.name)] == []


def test_destinations_are_called_as_in_the_values(cluster: Compilation) -> None:
    found = [(one.collector, one.name) for one in destinations(cluster)]
    assert found == [("logs", "logs"), ("metrics", "metrics"), ("single", "logs"), ("single", "metrics")]


def test_a_plain_configuration_has_names_of_components() -> None:
    graph = simulate.of_file(str(FIXTURES / "simulate" / "cluster.alloy")).graph
    assert [one.name for one in destinations(graph)][:2] == _SINKS


_SINKS = ["prometheus.remote_write.main", "prometheus.remote_write.team"]


def test_a_wrong_name_gets_the_nearest(cluster: Compilation) -> None:
    assert suggestion("clusterMetrics.kublet", sources(cluster)) == "did you mean `clusterMetrics.kubelet`?"


@pytest.mark.parametrize("path", [(), ("a",), ("a", 0, "b.c"), ("kube-state-metrics", "x", 12)])
def test_paths_are_read_as_they_are_written(path: tuple[str | int, ...]) -> None:
    assert read_path(dotted(path)) == path
