"""podLogsViaLoki: which pods, whose service, and what is done to lines."""

from __future__ import annotations

import re

import pytest

from alloyc.report.diagnostics import Refused
from alloyc.syntax.ast import Block
from support.logs import build, compiled
from support.small import rules, value


def section(**options: str) -> str:
    lines = "".join(f"\n  {key}: {text}" for key, text in options.items())
    return f"podLogsViaLoki:\n  enabled: true{lines}\n"


def label_sources(name: str, **options: str) -> list[list[str]]:
    relabel = build(section(**options))["discovery.relabel.pod_logs_via_loki"]
    return [rule["source_labels"] for rule in rules(relabel) if rule.get("target_label") == name]


def test_labels_do_not_depend_on_other_features() -> None:
    assert "loki.source.file.pod_logs_via_loki" in build(section())


def test_service_is_named_by_the_container_at_last() -> None:
    assert label_sources("service_name")[0][-1] == "__meta_kubernetes_pod_container_name"


def test_aligned_service_knows_instance_and_workload() -> None:
    sources = label_sources("service_name", alignServiceNameWithOTelSemConv="true")[0]
    assert sources[1] == "__meta_kubernetes_pod_label_app_kubernetes_io_instance"
    assert sources[3] == "__tmp_workload_name"


@pytest.mark.parametrize(
    ("format", "selectors"),
    [
        ("cri", ['{tmp_container_runtime=~"containerd|cri-o|"}', '{tmp_container_runtime="docker"}']),
        ("docker", ['{tmp_container_runtime=~"containerd|cri-o"}', '{tmp_container_runtime=~"docker|"}']),
        ("null", ['{tmp_container_runtime=~"containerd|cri-o"}', '{tmp_container_runtime="docker"}']),
    ],
)
def test_default_format_takes_lines_of_unknown_runtimes(format: str, selectors: list[str]) -> None:
    process = build(section(defaultLogFormat=format))["loki.process.pod_logs_via_loki"]
    assert [s.body[0].value.value for s in process.body if s.name == "stage.match"] == selectors  # type: ignore


def test_a_map_adds_to_its_default_and_null_takes_from_it() -> None:
    process = build(section(structuredMetadata="{pod: null, trace.id: trace.id}"))["loki.process.pod_logs_via_loki"]
    stage = next(s for s in process.body if isinstance(s, Block) and s.name == "stage.structured_metadata")
    names = [field.key for field in stage.body[0].value.fields]  # type: ignore
    assert names == ["k8s_pod_name", "service_instance_id", "trace_id"]


def test_doubled_backslashes_mean_one() -> None:
    relabel = build(section(namespaces=r"['team-\\d+']"))["discovery.relabel.pod_logs_via_loki"]
    assert next(rule["regex"] for rule in rules(relabel) if rule.get("action") == "keep") == r"team-\d+"


def test_label_selectors_stand_beside_the_choice_of_the_node() -> None:
    pods = build(section(labelSelectors="{app: web}"))["discovery.kubernetes.pod_logs_via_loki"]
    assert len([s for s in pods.body if s.name == "selectors"]) == 2


def test_secret_filter_with_a_selector_has_two_ways() -> None:
    built = build(section(secretFilter="{enabled: true, inclusionSelector: '{app=\"pay\"}'}"))
    assert "loki.process.pod_logs_via_loki_secret_filter_exclusion" in built
    assert value(built["loki.secretfilter.pod_logs_via_loki"], "redact_percent") == 80


ALLOW_LIST = section(secretFilter="{enabled: true, allowlist: [x]}")


@pytest.mark.parametrize("version", ["1.14", "1.18", "1.19"])
def test_exceptions_that_alloy_has_lost_are_refused(version: str) -> None:
    with pytest.raises(Refused) as refused:
        compiled(ALLOW_LIST, alloy_version=version)
    assert [fault.code for fault in refused.value.diagnostics] == ["not-in-version"]


def test_exceptions_are_printed_for_a_version_that_has_them() -> None:
    built = compiled(ALLOW_LIST, alloy_version="1.13")
    assert 'allowlist = ["x"]' in re.sub(" +", " ", built.configurations[0].text)
