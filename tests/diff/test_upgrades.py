"""docs/upgrading.md: what it shows is what is printed, and what is printed is right."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.findall(r"```console\n\$ alloyc (diff [^\n]*)\n(.*?)```", (ROOT / "docs" / "upgrading.md").read_text(), re.S)
COMMANDS = {re.search(r"upgrades/([-\w]+)/", command)[1]: command for command, _ in SHOWN}  # type: ignore[index]
API = "collectors.alloy-logs.presets[0]"
RIGHT: dict[str, set[tuple[str, str, str]]] = {
    "v3-to-v4": {("settings", "changed", "tail_from_end")},
    "v3-by-hand": {
        ("sources", "removed", "hostMetrics.linuxHosts"), ("sources", "removed", "hostMetrics.windowsHosts"),
        ("sources", "changed", "drop"), ("metrics", "added", "kubelet_pleg_relist_duration_seconds_bucket"),
        ("metrics", "removed", "node_filesystem.*"), ("workloads", "removed", "service k8smon-node-exporter"),
    },
    "cluster-label-of-logs": {("labels", "removed", "external_labels"), ("labels", "added", "stage.static_labels")},
    "keep-cluster-attribute": {("processors", "changed", "trace_statements.statements")},
    "list-restated": {
        ("metrics", "removed", "kube_lease_owner"), ("metrics", "removed", "kube_networkpolicy_created"),
        ("metrics", "added", "kube_limitrange"),
    },
    "destination-renamed": set(),
    "list-off": {("metrics", "added", ".*")},
    "interval": {("intervals", "changed", "scrape_interval")},
    "pod-logs-by-api": {
        ("sources", "removed", "podLogsViaLoki"), ("sources", "added", "podLogsViaKubernetesApi"),
        ("workloads", "changed", "Alloy k8smon-alloy-logs controller.type"),
        ("permissions", "added", "alloy-logs: get pods/log"),
    },
    "namespace-left-out": {("sources", "changed", "drop"), ("labels", "removed", "app_kubernetes_io_name")},
}  # fmt: skip
"""What each upgrade does, said by hand; of the long ones a part."""
IN_PART = ("v3-by-hand", "pod-logs-by-api")


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def reported(name: str) -> dict[str, Any]:
    arguments = [*COMMANDS[name].split(), "--format", "json"]
    return dict(json.loads(CliRunner().invoke(main, arguments).stdout))


def changes(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {
        (aspect, how, change["name"])
        for destination in found["destinations"].values()
        for aspect, by in destination.items()
        for how, some in by.items()
        for change in some
    }


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=COMMANDS)
def test_the_page_shows_what_is_printed(command: str, output: str) -> None:
    assert CliRunner().invoke(main, command.split()).stdout == output


@pytest.mark.parametrize("name", RIGHT)
def test_the_report_is_right(name: str) -> None:
    found = changes(reported(name))
    assert RIGHT[name] <= found
    assert name in IN_PART or RIGHT[name] == found


def test_a_renamed_destination_loses_its_queue_and_nothing_else() -> None:
    found = reported("destination-renamed")
    assert found["same"] is True
    assert "what it keeps on disk is lost" in found["warnings"][0]


def test_every_pair_is_on_the_page() -> None:
    assert {path.name for path in (ROOT / "fixtures" / "upgrades").iterdir()} == set(COMMANDS) == set(RIGHT)
