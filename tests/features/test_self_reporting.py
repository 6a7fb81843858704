"""Reports are on by themselves, and their volume goes where they run."""

from __future__ import annotations

from typing import Any

from alloyc.planning.collectors import setting
from support.small import build, planned

GATHER = "hostMetrics: {enabled: true, linuxHosts: {enabled: true, source: alloy, collector: hosts}}\n"
COLLECTORS = """
collectors:
  hosts: {presets: [linux-host-monitor, daemonset]}
  single: {presets: [singleton]}
"""
HOSTS = "collectors: {hosts: {presets: [linux-host-monitor, daemonset]}}\n"


def volumes(section: str, collectors: str = COLLECTORS) -> dict[str, list[Any]]:
    """The names of each collector's extra volumes and mounts that report."""
    found = {c.collector.key: c.collector for c in planned(section, collectors).collectors}
    return {
        key: [
            entry["name"]
            for path in (("alloy", "mounts", "extra"), ("controller", "volumes", "extra"))
            for entry in setting(collector, *path) or []
        ]
        for key, collector in found.items()
    }


def test_reports_without_being_asked() -> None:
    built = build("costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}")
    assert "prometheus.exporter.unix.self_reporting" in built


def test_volume_is_mounted_where_it_runs() -> None:
    assert volumes(GATHER)["single"] == ["release-info", "release-info"]


def test_volume_follows_the_collector_and_leaves_its_presets_alone() -> None:
    found = volumes(f"{GATHER}selfReporting: {{collector: hosts}}", HOSTS)
    assert found["hosts"].count("release-info") == 2
    assert found["hosts"].count("host-root") == 2
