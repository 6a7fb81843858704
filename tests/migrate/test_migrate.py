"""The rules, one by one, on small values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from alloyc.compile import compile_values, plan_values
from alloyc.migrate import migrate_text, migrate_values
from alloyc.report.diagnostics import Refused, dotted
from alloyc.values.load import load, load_text

METRICS = "destinations: [{name: m, type: prometheus, url: 'https://m.example/api/v1/write'}]\n"
COLLECTOR = "alloy-metrics: {enabled: true}\n"


def migrated(text: str, keep: bool = False) -> Any:
    return load_text(migrate_text(text, keep_behaviour=keep).text).data


def kinds(text: str, keep: bool = False) -> dict[str, str]:
    """Key -> kind of change; for a change without a source its target."""
    changes = migrate_text(text, keep_behaviour=keep).changes
    return {dotted(change.source or change.target): change.kind for change in changes}


def test_names_are_made_safe_and_unique_and_followed() -> None:
    text = (
        "destinations: [{name: A B, type: loki}, {name: a-b, type: loki}, {type: loki}, {name: 1st, type: loki}]\n"
        "podLogs: {destinations: [A B, 1st]}\nalloy-logs: {includeDestinations: [a-b]}\n"
    )
    values = migrated(text)
    assert list(values["destinations"]) == ["A-B", "a-b-2", "loki", "destination-1st"]
    assert values["podLogsViaLoki"]["destinations"] == ["A-B", "destination-1st"]
    assert values["collectors"]["alloy-logs"]["includeDestinations"] == ["a-b-2"]


def test_a_name_given_twice_is_followed_to_both() -> None:
    text = "destinations: [{name: l, type: loki}, {name: l, type: loki}]\npodLogs: {destinations: [l]}\n"
    assert migrated(text)["podLogsViaLoki"]["destinations"] == ["l", "l-2"]


def test_map_of_destinations_joins_the_list() -> None:
    text = "destinations: [{name: l, type: loki}]\ndestinationsMap: {o: {type: otlp}, l: {type: loki, url: u}}\n"
    values = migrated(text + "podLogs: {destinations: [l]}\n")
    assert list(values["destinations"]) == ["l-2", "o", "l"]
    assert values["podLogsViaLoki"]["destinations"] == ["l", "l-2"]


def test_collector_that_was_off_stays_off() -> None:
    values = migrated("alloy-logs: {}\nalloy-metrics: {enabled: false}\nalloy-extra: {enabled: true}\n")
    assert [values["collectors"][f"alloy-{name}"]["enabled"] for name in ("logs", "metrics", "extra")] == [0, 0, 1]


def test_aliased_collectors_become_independent() -> None:
    values = migrated("alloy-metrics: &c {enabled: true}\nalloy-logs: *c\n")
    assert values["collectors"]["alloy-logs"]["presets"] == ["filesystem-log-reader", "daemonset"]
    assert values["collectors"]["alloy-metrics"]["presets"] == ["clustered", "statefulset"]


def test_merge_keys_are_spelled_out_where_a_key_leaves() -> None:
    values = migrated("x-d: &d {name: one, type: loki}\ndestinations:\n  - <<: *d\n    url: u\n")
    assert values["destinations"] == {"one": {"type": "loki", "url": "u"}}
    assert values["x-d"] == {"name": "one", "type": "loki"}


def test_what_clustermetrics_says_of_all_sources_is_copied() -> None:
    text = (
        METRICS + "clusterMetrics: {enabled: true, collector: alloy-x, destinations: [m], opencost: {enabled: true}}\n"
    )
    values = migrated(text)
    for section in ("hostMetrics", "costMetrics"):
        assert values[section]["collector"] == "alloy-x"
        assert values[section]["destinations"] == ["m"]


def test_existing_services_are_found_as_before() -> None:
    text = METRICS + (
        "clusterMetrics:\n  enabled: true\n  kube-state-metrics: {deploy: false}\n"
        "  node-exporter: {deploy: false}\n  windows-exporter: {enabled: false, deploy: false}\n"
    )
    values = migrated(text + COLLECTOR)
    found = values["clusterMetrics"]["kube-state-metrics"]["labelMatchers"]
    assert found == {"app.kubernetes.io/name": "kube-state-metrics"}
    assert values["hostMetrics"]["linuxHosts"]["labelMatchers"] == {"app.kubernetes.io/name": "node-exporter"}
    assert compile_values(load_text(migrate_text("cluster: {name: c}\n" + text + COLLECTOR).text))


def test_services_of_disabled_metrics_are_not_deployed() -> None:
    values = migrated("clusterMetrics: {enabled: false, node-exporter: {image: {tag: x}}, opencost: {enabled: true}}\n")
    assert values["telemetryServices"] == {"node-exporter": {"image": {"tag": "x"}}}
    assert values["costMetrics"]["enabled"] is False


def test_settings_of_the_deployment_beyond_any_list_go_to_the_service() -> None:
    text = "clusterMetrics: {node-exporter: {affinity: {a: 1}, service: {scheme: https, port: 1}, jobLabel: j}}\n"
    values = migrated(text)
    assert values["telemetryServices"]["node-exporter"] == {
        "affinity": {"a": 1},
        "service": {"scheme": "https", "port": 1},
    }
    assert values["hostMetrics"]["linuxHosts"] == {"scheme": "https", "jobLabel": "j"}


def test_opencost_is_linked() -> None:
    text = METRICS + "cluster: {name: c}\nclusterMetrics: {enabled: true, opencost: {enabled: true}}\n"
    service = migrated(text)["telemetryServices"]["opencost"]
    assert service["metricsSource"] == "m"
    assert service["opencost"]["prometheus"]["external"]["url"] == "https://m.example/api/v1/query"
    assert service["opencost"]["exporter"]["defaultClusterId"] == "c"


@pytest.mark.parametrize(
    ("method", "feature"),
    [
        ("volumes", "podLogsViaLoki"),
        ("filelog", "podLogsViaOpenTelemetry"),
        ("kubernetesApi", "podLogsViaKubernetesApi"),
    ],
)
def test_pod_logs_go_to_the_feature_of_their_gather_method(method: str, feature: str) -> None:
    values = migrated(f"podLogs: {{enabled: true, gatherMethod: {method}, namespaces: [a]}}\n")
    assert values == {feature: {"enabled": True, "collector": "alloy-logs", "namespaces": ["a"]}}


def test_labels_become_attributes() -> None:
    text = "podLogs: {gatherMethod: filelog, staticLabels: {a: b}, secretFilter: {enabled: true}}\n"
    assert migrated(text) == {"podLogsViaOpenTelemetry": {"staticAttributes": {"a": "b"}}}
    assert kinds(text)["podLogs.secretFilter"] == "removed"


def test_profilers_stay_on() -> None:
    values = migrated("profiling: {enabled: true, java: {enabled: false}, pprof: {namespaces: [a]}}\n" + COLLECTOR)
    assert [values["profiling"][name]["enabled"] for name in ("ebpf", "java", "pprof")] == [True, False, True]


def test_definitions_of_the_operator_are_gone() -> None:
    assert (
        kinds("prometheusOperatorObjects: {enabled: true, crds: {deploy: true}}\n" + COLLECTOR)[
            "prometheusOperatorObjects.crds"
        ]
        == "removed"
    )


def test_behaviour_is_reported_or_kept() -> None:
    text = "podLogs: {enabled: true}\nalloy-receiver: {enabled: true, remoteConfig: {enabled: true}}\n"
    assert kinds(text)["podLogsViaLoki.onlyGatherNewLogLines"] == "behaviour"
    kept = migrated(text, keep=True)
    assert kept["podLogsViaLoki"]["onlyGatherNewLogLines"] is False
    assert kept["collectors"]["alloy-receiver"]["presets"] == ["daemonset"]
    assert kept["collectors"]["alloy-receiver"]["remoteConfig"]["pollFrequency"] == "5m"
    assert "behaviour" not in kinds(text, keep=True).values()


def test_line_of_a_change_is_in_the_old_file() -> None:
    change = next(c for c in migrate_text("\n\npodLogs:\n  labelsToKeep: [a]\n").changes if c.kind == "removed")
    assert (dotted(change.source), change.line) == ("podLogs.labelsToKeep", 4)


def test_null_quotes_and_layout_stay() -> None:
    text = "x-a:   \n    q: 'it''s'\n    none: ~\n    o: 012\n    l:\n    - \"a\"\n    - b\npodLogs: {enabled: false}\n"
    assert migrate_text(text).text == text.replace("x-a:   ", "x-a:").replace("podLogs", "podLogsViaLoki")


def test_values_of_version_4_stay_as_they_are() -> None:
    text = "cluster:   {name: c}\n# nothing\ncollectors: { a: {presets: [singleton]} }\n"
    assert migrate_text(text).text == text


@pytest.mark.parametrize("compile", [compile_values, plan_values])
def test_build_of_old_values_has_one_fault(compile: Any) -> None:
    with pytest.raises(Refused) as refused:
        compile(load_text("cluster: {}\nunknown: 1\n" + METRICS + COLLECTOR))
    (fault,) = refused.value.diagnostics
    assert (fault.code, fault.span.line) == ("old-values", 3)
    assert "`destinations`, `alloy-metrics`" in fault.message
    assert "alloyc migrate values.yaml" in fault.help


def test_several_files_migrate_as_one_and_keep_their_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("cluster: {name: c}\n" + METRICS + COLLECTOR)
    (tmp_path / "b.yaml").write_text("annotationAutodiscovery:\n  enabled: true\n  wrong: 1\n")
    values, _ = migrate_values(load([str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]))
    with pytest.raises(Refused) as refused:
        compile_values(values)
    assert [str(d.span) for d in refused.value.diagnostics] == [f"{tmp_path}/b.yaml:3:3"]


def test_command_writes_values_and_report(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("cluster: {name: c}\n" + METRICS + "annotationAutodiscovery: {enabled: true}\n" + COLLECTOR)
    result = CliRunner().invoke(main, ["migrate", str(old), "-o", str(new), "--report", "json"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert {"from": "alloy-metrics", "to": "collectors.alloy-metrics"}.items() <= json.loads(result.stderr)[0].items()
    built = [
        CliRunner().invoke(main, ["build", *arguments]).stdout for arguments in ([str(new)], ["--from-v3", str(old)])
    ]
    assert built[0] == built[1] != ""


def test_command_refuses_what_is_no_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [\n")
    result = CliRunner().invoke(main, ["migrate", str(tmp_path / "a.yaml")])
    assert result.exit_code == 1
    assert "yaml-syntax" in result.stderr


def test_build_does_without_ruamel() -> None:
    code = "import sys, alloyc.compile, alloyc.cli.build; sys.exit('ruamel.yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


SCALARS = """podLogs:
  extraDiscoveryRules: |+
    a # no comment


# next
cluster: {name: 'a # b', nameFrom: "c # d"} # end
x-folded: >-
  one
  two # no comment

  three
x-numbers: [012, 0x1F, 1e3, 1_000, 12345678901234567890, 1.10, 2020-01-01, yes, 'no']
x-tab: a	# after a tab
"""


def test_scalars_are_not_touched() -> None:
    new = migrate_text(SCALARS).text
    assert new == SCALARS.replace("podLogs", "podLogsViaLoki").replace("a\t#", "a #")


def test_line_ends_stay() -> None:
    assert migrate_text("podLogs:\r\n  namespaces: [a] # b\r\n").text == "podLogsViaLoki:\r\n  namespaces: [a] # b\r\n"


@pytest.mark.parametrize(("stages", "kind"), [("'stage.drop { longer_than = \"8KB\" }'", "note"), ('""', None)])
def test_labels_that_are_overwritten_are_noted(stages: str, kind: str | None) -> None:
    text = f"destinations: [{{name: logs, type: loki, url: http://loki, logProcessingStages: {stages}}}]\n"
    assert kinds(text).get("destinations.logs.logProcessingStages") == kind


@pytest.mark.parametrize(
    "text", ["presets: [[]]", "preset: [a]", "preset: a, presets: b", "presets: [{a: 1}, daemonset]"]
)
def test_presets_that_are_no_names_are_left_for_the_build(text: str) -> None:
    for section in (f"collectors: {{a: {{{text}}}}}\n", f"alloy-metrics: {{{text}}}\n"):
        assert migrate_text(section, "values.yaml", False).text


def test_to_an_overlay_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(METRICS + COLLECTOR + "cluster: {name: c}\nclusterMetrics: {enabled: true}\n")
    (tmp_path / "prod.yaml").write_text("alloy-metrics: {controller: {replicas: 6}} # more\n")
    files = [str(tmp_path / name) for name in ("base.yaml", "prod.yaml")]
    CliRunner().invoke(main, ["migrate", *files, "-o", str(tmp_path / "new")], catch_exceptions=False)
    overlay = load_text((tmp_path / "new" / "prod.yaml").read_text()).data
    assert overlay == {"collectors": {"alloy-metrics": {"controller": {"replicas": 6}}}}
    both = load([str(tmp_path / "new" / name) for name in ("base.yaml", "prod.yaml")]).data
    assert both["collectors"]["alloy-metrics"]["enabled"] is True


def test_what_has_no_place_comes_first_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(METRICS + COLLECTOR + "podLogs: {enabled: true, labelsToKeep: [a]}\n")
    reported = CliRunner().invoke(main, ["migrate", str(tmp_path / "old.yaml")], catch_exceptions=False).stderr
    assert reported.startswith("Without a place in version 4:")
