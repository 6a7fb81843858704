"""Reports are on by themselves, and their volume goes where they run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alloyc.compile import Settings, compile_values
from alloyc.emit.release_info import release_info
from alloyc.features.self_reporting import METRICS_FILE, metrics_text
from alloyc.planning.collectors import setting
from alloyc.planning.installation import Release
from alloyc.values.load import load_text
from support.small import FRAME, build, faults, planned, value

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


EXPERIMENTAL = "collectors: {alloy: {presets: [singleton], alloy: {stabilityLevel: experimental}}}\n"
GATHERED = "costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}"


def test_an_experimental_collector_has_its_reports_in_its_configuration() -> None:
    reported = value(build(GATHERED, EXPERIMENTAL)["prometheus.exporter.static.self_reporting"], "text")
    assert reported.strip() == release_info(planned(GATHERED, EXPERIMENTAL))[METRICS_FILE].strip()
    assert volumes(GATHERED, EXPERIMENTAL)["alloy"] == []


def test_a_backtick_does_not_end_the_text() -> None:
    installation = planned(GATHERED, EXPERIMENTAL).installation
    text = metrics_text(replace(installation, release=Release(namespace="a`b")))
    assert (text.text, "a`b" in str(text.value)) == (None, True)


def test_an_alloy_without_the_exporter_reads_a_file() -> None:
    built = compile_values(load_text(FRAME + EXPERIMENTAL + GATHERED), Settings(alloy_version="1.11"))
    assert "prometheus.exporter.static" not in built.configurations[0].text
    assert setting(built.plan.collectors[0].collector, "alloy", "mounts", "extra")[0]["name"] == "release-info"


def test_a_destination_that_nobody_knows_is_refused() -> None:
    section = "costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}\n"
    found = faults(section + "selfReporting: {destinations: [metrisc]}")
    assert found == [("unknown-destination", "selfReporting.destinations[0]")]
