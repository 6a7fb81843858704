"""Data processors between features and destinations, alone and shared."""

from __future__ import annotations

from collections.abc import Mapping

from alloyc.graph.component import Component, refs
from support.small import build

COLLECTOR = """
  lines: {type: loki, url: "https://loki.example"}
  archive: {type: loki, url: "https://archive.example"}
collectors: {alloy: {presets: [clustered, filesystem-log-reader, daemonset]}}
"""
FRAME = """
dataProcessors:
  first: {type: custom, logs: {loki: {enabled: true, input: loki.process.a.receiver, config: 'loki.process "a" {
    forward_to = [loki.process.first_out_logs_loki.receiver] }'}}}
  second: {type: custom, logs: {loki: {enabled: true, input: loki.process.b.receiver, config: 'loki.process "b" {
    forward_to = [loki.process.second_out_logs_loki.receiver] }'}}}
clusterEvents: {enabled: true, dataProcessors: [%s], destinations: [lines]}
nodeLogs: {enabled: true, dataProcessors: [%s], destinations: [archive]}
"""


def ways(built: Mapping[str, Component], start: str) -> set[str]:
    """Every way from a component to the end, as names."""
    by_id = {component.id: component for component in built.values()}
    targets = [by_id[ref.component] for _, ref in refs(built[start])]
    return {f"{start} {rest}" for target in targets for rest in ways(built, target.name)} or {start}


def labels(one: str, other: str) -> tuple[set[str], set[str]]:
    """What the telemetry of both features goes through between the two, by labels."""
    built = build(FRAME % (one, other), COLLECTOR)
    found = (ways(built, f"loki.process.{feature}") for feature in ("cluster_events", "node_logs"))
    first, second = ({" ".join(n.split(".")[2] for n in w.split()[2:-1]) for w in all_ways} for all_ways in found)
    return first, second


def test_one_processor_of_two_features() -> None:
    both = {"a first_out_logs_loki first_lines_gate_logs_loki", "a first_out_logs_loki first_archive_gate_logs_loki"}
    assert labels("first", "first") == (both, both)


def test_a_list_that_goes_on_does_not_meet_one_that_ends() -> None:
    alone = {"a first_out_logs_loki first_lines_gate_logs_loki"}
    chained = {"a_then_second first_then_second_out_logs_loki b second_out_logs_loki second_archive_gate_logs_loki"}
    assert labels("first", "first, second") == (alone, chained)


def test_lists_that_end_alike_share_their_end() -> None:
    first, second = labels("second", "first, second")
    assert first == {way.removeprefix("a first_out_logs_loki ") for way in second}


def test_lists_in_opposite_order() -> None:
    first, second = labels("first, second", "second, first")
    assert [way.split()[-1] for way in (*first, *second)] == [
        "second_lines_gate_logs_loki",
        "first_archive_gate_logs_loki",
    ]
    assert not {step for way in first for step in way.split()} & {step for way in second for step in way.split()}


def test_the_stamp_names_the_destinations_of_its_feature() -> None:
    built = build(FRAME % ("first", "first"), COLLECTOR)
    stamps = {
        feature: str(built[f"loki.process.{feature}_stamp_logs_loki"].body)
        for feature in ("cluster_events", "node_logs")
    }
    assert "lines" in stamps["cluster_events"]
    assert "lines" not in stamps["node_logs"]


def test_a_collector_watches_pods_once() -> None:
    section = (FRAME % ("names", "first")).replace(
        "dataProcessors:\n", "dataProcessors:\n  names: {type: kubernetesEnrichment, podLabels: {app: app}}\n", 1
    )
    section += "selfReporting: {dataProcessors: [names]}\n"
    built = build(section, COLLECTOR.replace("presets", "alloy: {stabilityLevel: experimental}, presets"))
    assert [name for name in built if name.startswith("discovery.kubernetes.")] == ["discovery.kubernetes.names_pods"]
    assert {"loki.enrich.names_pod_logs_loki", "prometheus.enrich.names_pod_metrics_prometheus"} <= set(built)
