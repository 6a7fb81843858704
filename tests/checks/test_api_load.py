"""What discovery costs the API server and the memory of collectors."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from alloyc.checks.run import check_values, choice
from alloyc.checks.watches import watches
from alloyc.cli import main
from alloyc.compile import Settings, compile_values
from alloyc.values.load import load_text

LOGS = """\
cluster: {name: prod}
destinations:
  logs: {type: loki, url: https://logs.example.com/loki/api/v1/push}
collectors:
  alloy: {presets: [clustered, daemonset]}
podLogsViaKubernetesApi:
  enabled: true
"""
RAW = """\
cluster: {name: prod}
destinations:
  metrics: {type: prometheus, url: https://metrics.example.com/api/v1/push}
collectors:
  alloy:
    presets: [daemonset]
    extraConfig: |
      discovery.kubernetes "mine" {
        role = "pod"
      }
      prometheus.scrape "mine" {
        targets    = discovery.kubernetes.mine.targets
        forward_to = [prometheus.remote_write.metrics.receiver]
      }
"""
SELECTED = """role = "pod"
        selectors {
          role  = "pod"
          field = "spec.nodeName=" + sys.env("HOSTNAME")
        }"""
PODS = """\
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}
  - {apiVersion: v1, kind: Pod, metadata: {name: b, namespace: bank}}
  - {apiVersion: v1, kind: Service, metadata: {name: c, namespace: shop}}
"""


def found(text: str) -> list[tuple[str, int, str]]:
    told = check_values(load_text(text), Settings(), chosen=choice("api-load"))
    return [(one.answer, one.diagnostic.span.line, one.diagnostic.help) for one in told if one.diagnostic.span]


def test_what_every_node_watches_is_told_with_the_value_that_makes_it_small() -> None:
    [(answer, line, help)] = found(LOGS)
    assert (answer, line) == ("proven", 6)
    assert "set `podLogsViaKubernetesApi.namespaces`" in help
    assert not found(LOGS + "  namespaces: [shop]\n")


def test_one_pod_may_watch_everything() -> None:
    assert not found(LOGS.replace("clustered, daemonset", "singleton"))


def test_several_replicas_are_only_shown() -> None:
    replicas = LOGS.replace(
        "{presets: [clustered, daemonset]}", "{presets: [clustered, statefulset], controller: {replicas: 3}}"
    )
    assert [answer for answer, _, _ in found(replicas)] == ["unknown"]


def test_raw_alloy_is_told_at_its_line_with_the_selector() -> None:
    [(answer, line, help)] = found(RAW)
    assert (answer, line) == ("proven", 8)
    assert "spec.nodeName" in help
    assert not found(RAW.replace('role = "pod"', SELECTED))


def test_a_selector_of_nodes_is_no_help_where_targets_are_shared() -> None:
    [(_, _, help)] = found(RAW.replace("[daemonset]", "[clustered, daemonset]"))
    assert "spec.nodeName" not in help


def test_what_the_user_wrote_twice_is_told() -> None:
    again = '      discovery.kubernetes "again" {\n        role = "pod"\n      }\n      prometheus.scrape "again" {\n'
    again += "        targets = discovery.kubernetes.again.targets\n        forward_to = []\n      }\n"
    told = found(RAW.replace("[daemonset]", "[singleton]") + again)
    assert [(answer, help) for answer, _, help in told] == [("proven", "take one away, and use the other's targets")]


def test_watches_are_counted(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(LOGS + "  namespaces: [shop]\n")
    (tmp_path / "pods.yaml").write_text(PODS)
    arguments = ["rbac", "--watches", "json", "--objects", str(tmp_path / "pods.yaml"), str(tmp_path / "values.yaml")]
    [row] = json.loads(CliRunner().invoke(main, arguments).stdout)
    assert (row["pods"], row["resource"], row["namespaces"], row["objects"]) == ("every node", "pods", "shop", "1")


def test_a_selector_that_only_alloy_knows_is_not_taken_for_none() -> None:
    selectors = SELECTED.replace("spec.nodeName=", "spec.nodeName=a,").replace("sys.env", "remote.http.x.content")
    text = RAW.replace('role = "pod"', selectors.replace('("HOSTNAME")', ""))
    raw = '      remote.http "x" {\n        url = "http://one.example.com"\n      }\n'
    assert [watch.is_whole for watch in watches(compile_values(load_text(text + raw)))] == [False]
