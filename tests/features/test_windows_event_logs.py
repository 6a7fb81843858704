"""windowsEventLogs: names of sources, and what the collector is given for bookmarks."""

from __future__ import annotations

from alloyc.planning.collectors import setting
from support.logs import build, compiled
from support.small import value

PRESETS = "windows, windows-host-process, daemonset"
SECTION = """
windowsEventLogs:
  enabled: true
  sources: [{name: low-memory, eventLogName: System}]
"""


def test_name_of_a_source_becomes_a_label() -> None:
    source = build(SECTION, PRESETS)["loki.source.windowsevent.windows_event_logs_low_memory"]
    assert value(source, "bookmark_path") == r"C:\ProgramData\Grafana\Alloy\WindowsEventLogs\low-memory.xml"


def test_bookmarks_are_mounted_beside_what_presets_mount() -> None:
    collector = compiled(SECTION, PRESETS).plan.collectors[0].collector
    volumes = [volume["name"] for volume in setting(collector, "controller", "volumes", "extra")]
    assert volumes[-1] == "windowsevent-bookmarks"


def test_without_bookmarks_nothing_is_kept() -> None:
    built = build(SECTION + "  bookmarks: {enabled: false}\n", PRESETS)
    assert value(built["loki.source.windowsevent.windows_event_logs_low_memory"], "bookmark_path") is None
