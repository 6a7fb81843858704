"""profiling and profilesReceiver: types of profiles, ports."""

from __future__ import annotations

from alloyc.planning.collectors import setting
from support.logs import build, compiled
from support.small import rules, value

PPROF = """
profiling:
  enabled: true
  pprof: {enabled: true, types: {memory: false}}
"""


def test_type_that_is_off_is_not_scraped_and_off_in_the_others() -> None:
    built = build(PPROF)
    assert "pyroscope.scrape.profiling_pprof_memory" not in built
    scrape = built["pyroscope.scrape.profiling_pprof_cpu"]
    assert value(scrape, "profiling_config", "profile.memory", "enabled") is False
    assert value(scrape, "profiling_config", "profile.process_cpu", "enabled") is True


def test_annotations_of_a_type_begin_with_prefix_and_type() -> None:
    first = rules(build(PPROF)["discovery.relabel.profiling_pprof_cpu"])[0]
    assert first["source_labels"] == ["__meta_kubernetes_pod_annotation_profiles_grafana_com_cpu_scrape"]


def test_receivers_share_the_ports_of_a_collector() -> None:
    planned = compiled("""
profilesReceiver: {enabled: true}
applicationObservability: {enabled: true, receivers: {otlp: {grpc: {enabled: true}}}}
""").plan
    ports = setting(planned.collectors[0].collector, "alloy", "extraPorts")
    assert [port["name"] for port in ports] == ["otlp-grpc", "profiles"]


def test_sources_run_where_they_are_assigned() -> None:
    sources = "ebpf: {enabled: true}, pprof: {enabled: true, collector: other}"
    built = compiled(f"  other: {{presets: [daemonset]}}\nprofiling: {{enabled: true, collector: alloy, {sources}}}\n")
    wanted = {"pyroscope.ebpf", "pyroscope.scrape"}
    found = {c.collector: wanted & {component.kind for component in c.graph.components} for c in built.configurations}
    assert found == {"alloy": {"pyroscope.ebpf"}, "other": {"pyroscope.scrape"}}
