"""Collectors that an otlp destination brings."""

from __future__ import annotations

from typing import Any

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.planning.satellites import satellite_name
from alloyc.values.load import load_text
from support.small import FRAME, value

VALUES = (
    FRAME
    + """
  graphs: {type: prometheus, url: "https://graphs.example", extraLabelsFrom: {region: sys.env("REGION")}}
  my_traces:
    type: otlp
    url: otlp.example:4317
    metrics: {enabled: false}
    logs: {enabled: false}
    processors:
      tailSampling: {enabled: true, policies: [{name: all, type: always_sample}]}
      serviceGraphMetrics: {enabled: true, destinations: [graphs], loadBalancer: {resolver: dns},
                            collector: {controller: {replicas: 5}, %s}}
collectors: {alloy: {presets: [singleton]}}
collectorCommon: {alloy: {%s}}
applicationObservability:
  enabled: true
  destinations: [my_traces]
  receivers: {otlp: {grpc: {enabled: true}}}
  metrics: {enabled: false}
  logs: {enabled: false}
"""
)


def built(settings: str = "", common: str = "") -> Compilation:
    return compile_values(load_text(VALUES % (settings, common)), Settings(level=0))


def components(compilation: Compilation, role: str) -> dict[str, Any]:
    name = f"k8smon-my-traces-{role}"
    graph = next(c.graph for c in compilation.configurations if c.collector == name and c.satellite)
    return {component.name: component for component in graph.components}


def test_names_are_names_of_kubernetes_and_short_enough() -> None:
    assert satellite_name("k8smon", "my_Traces", "sampler") == "k8smon-my-traces-sampler"
    assert len(satellite_name("release", "x" * 60, "sampler")) == 51


def test_a_sampler_decides_and_sends() -> None:
    assert set(components(built(), "sampler")) == {
        "otelcol.receiver.otlp.my_traces_sampler_receiver",
        "otelcol.processor.tail_sampling.my_traces_tail_sampler",
        "otelcol.processor.batch.my_traces",
        "otelcol.exporter.otlp.my_traces",
    }


def test_pods_of_a_service_graph_count_apart() -> None:
    write = components(built(), "servicegraph")["prometheus.remote_write.graphs"]
    labels = next(s for s in write.body if s.name == "external_labels").value
    assert [entry.key for entry in labels.fields] == ["cluster", "k8s_cluster_name", "collector_id", "region"]


def test_the_settings_of_a_satellite_are_over_the_default_ones() -> None:
    plan = built("service: {type: ClusterIP}").plan
    settings = {s.role: s.collector.settings for s in plan.installation.satellites}
    assert settings["sampler"]["controller"]["replicas"] == 2
    graph = settings["servicegraph"]
    assert (graph["controller"]["type"], graph["controller"]["replicas"]) == ("statefulset", 5)
    assert graph["service"] == {"type": "ClusterIP", "clusterIP": "None"}
    assert [variable["name"] for variable in graph["alloy"]["extraEnv"]] == ["POD_NAME"]


def test_remote_configuration_of_a_satellite_has_its_secret() -> None:
    remote = "remoteConfig: {enabled: true, url: 'https://fleet', auth: {type: basic, username: u, password: p}}"
    compilation = built("", remote)
    secret = "k8smon-my-traces-sampler-remote-cfg-k8smon-k8s-monitoring"
    reader = components(compilation, "sampler")["remote.kubernetes.secret.k8smon_my_traces_sampler_remote_cfg"]
    assert value(reader, "name") == secret
    assert secret in [found["metadata"]["name"] for found in compilation.secrets]
