"""The section `integrations`: instances keep to themselves, and what is wrong with them is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

from alloyc import features, integrations
from alloyc.compile import Settings, compile_values, plan_values
from alloyc.features import FEATURES
from alloyc.graph.component import Component
from alloyc.integrations import TYPES
from alloyc.values.load import load_text
from alloyc.values.options import read
from support.small import COLLECTOR, FRAME, build, faults, planned, value

SELECTED = "labelSelectors: {app: it}"
LOKIS = """integrations: {loki: {instances: [
  {name: one, logs: {enabled: false}, metrics: {portName: first, tuning: {useDefaultAllowList: false}}},
  {name: two, logs: {enabled: false}},
  {name: three, logs: {enabled: false}, metrics: {enabled: false}}]}}"""


def test_instances_do_not_learn_from_each_other() -> None:
    options = planned(LOKIS).installation.features["integrations"]
    second = options.instances("loki")[1]  # type: ignore[attr-defined]
    assert second.metrics.port_name == "http-metrics"
    assert second.metrics.tuning.use_default_allow_list


def test_each_instance_can_be_without_metrics() -> None:
    labels = [component.label for component in build(LOKIS).values() if component.kind == "discovery.kubernetes"]
    assert labels == ["integration_loki_one", "integration_loki_two"]


@pytest.mark.parametrize("type", ["dcgm-exporter", "grafana", "loki", "mimir", "tempo"])
def test_metrics_turned_off_are_off(type: str) -> None:
    section = f"integrations: {{{type}: {{instances: [{{name: it, {SELECTED}, metrics: {{enabled: false}}%s}}]}}}}"
    logs = "" if type == "dcgm-exporter" else ", logs: {enabled: false}"
    assert not planned(section % logs).installation.features["integrations"].enabled  # type: ignore[attr-defined]


def test_a_type_without_instances_warns() -> None:
    plan = plan_values(load_text(FRAME + COLLECTOR + "integrations: {loki: {instances: []}}"))
    assert [(fault.code, fault.severity) for fault in plan.warnings] == [("no-instance", "warning")]


def test_only_types_that_are_mentioned_are_imported() -> None:
    script = (
        "import sys; from alloyc.features.integrations import model_of; model_of({'loki': {}});"
        "print(*sorted(m.rsplit('.', 1)[1] for m in sys.modules if m.startswith('alloyc.integrations.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "loki" in loaded
    assert not {"mysql", "istio", "tempo"} & set(loaded)


def test_logs_alone_need_no_collector() -> None:
    collectors = """  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}
collectors:
  one: {presets: [filesystem-log-reader, daemonset]}
  two: {presets: [clustered, statefulset]}
"""
    section = (
        "podLogsViaLoki: {enabled: true, collector: one}\nclusterMetrics: {enabled: true, collector: two,"
        " kube-state-metrics: {enabled: false}}\nselfReporting: {enabled: false}\n"
        "integrations: {loki: {instances: [{name: it, metrics: {enabled: false}}]}}"
    )
    assert faults(section, collectors) == []


def test_a_misspelled_type_is_an_unknown_key() -> None:
    found = faults("integrations: {lokii: {instances: []}}")
    assert found == [("no-instance", "integrations.loki"), ("unknown-key", "integrations.lokii")]


def test_faults_of_instances_are_reported_together() -> None:
    section = "integrations: {etcd: {instances: [{name: a_b}, {name: a.b}, {name: A-B}]}}"
    codes = [code for code, _ in faults(section)]
    assert codes == ["invalid-name", "missing-selector", "missing-selector", "missing-selector", "same-name"]


def test_every_type_has_its_module_and_every_module_its_type() -> None:
    from importlib.resources import files

    shared = {"logs.py", "unit.py"}
    found = {file.name for file in files(integrations).iterdir() if file.name.endswith(".py")}
    assert {f"{module}.py" for module in TYPES.values()} == {n for n in found - shared if not n.startswith("_")}


def test_the_model_of_all_types_knows_their_options() -> None:
    model = features.model_of(next(feature for feature in FEATURES if feature.key == "integrations"))
    for type in TYPES:
        _, faults = read(model, {type: {"instances": [{"nonsense": 1}]}}, ())
        assert "unknown-key" in [fault.code for fault in faults]


def test_histograms_are_converted() -> None:
    etcd = f"integrations: {{etcd: {{instances: [{{name: it, {SELECTED}}}]}}}}"
    scrape = build(f"global: {{convertClassicHistogramsToNhcb: true}}\n{etcd}")["prometheus.scrape.integration_etcd_it"]
    assert value(scrape, "convert_classic_histograms_to_nhcb") is True


SPREAD = """integrations: {etcd: {instances: [
  {name: one, labelSelectors: {app: etcd}},
  {name: two, labelSelectors: {app: etcd}, collector: other}]}}"""
TWO = "collectors: {alloy: {presets: [singleton]}, other: {presets: [singleton]}}\n"


def discoveries() -> dict[str, list[Component]]:
    """What each collector discovers, where the first instance has the collector of the section."""
    text = FRAME + TWO + SPREAD.replace("{etcd", "{collector: alloy, etcd")
    configurations = compile_values(load_text(text), Settings()).configurations
    return {c.collector: [x for x in c.graph.components if x.kind == "discovery.kubernetes"] for c in configurations}


def test_instances_run_where_they_are_assigned() -> None:
    found = {collector: [component.label for component in found] for collector, found in discoveries().items()}
    assert found == {"alloy": ["integration_etcd_one"], "other": ["integration_etcd_two"]}


def test_an_instance_keeps_its_place_on_a_collector_of_its_own() -> None:
    (found,) = discoveries()["other"]
    assert found.origin.path[:4] == ("integrations", "etcd", "instances", 1)


def test_an_instance_without_a_collector_needs_one_among_several() -> None:
    assert faults(SPREAD, TWO) == [("no-collector-assigned", "integrations.collector")]


def test_a_collector_that_nothing_needs_must_be_one() -> None:
    logs = '  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}\n'
    collectors = logs + "collectors: {one: {presets: [filesystem-log-reader, daemonset]}}\n"
    instances = "loki: {instances: [{name: it, collector: two, metrics: {enabled: false}}]}"
    section = f"podLogsViaLoki: {{enabled: true}}\nintegrations: {{collector: three, {instances}}}"
    assert faults(section, collectors) == [
        ("unknown-collector", "integrations.collector"),
        ("unused-option", "integrations.loki.instances[0].collector"),
    ]
