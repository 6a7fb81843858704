"""The spellings of drafts of version 4, which `alloyc build` accepts: rewritten before the values are read.

`preset:` of a collector, the plan's names of presets and `collectorCommon.remoteConfig` are read where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..report.diagnostics import Diagnostic, Path, dotted
from . import preset_data
from .tree import Node, plain, with_places
from .version import check_version

if TYPE_CHECKING:
    from .load import Values

HOSTS = {"linuxHosts": "node-exporter", "windowsHosts": "windows-exporter", "energyMetrics": "kepler"}
DRAFT_PRESETS = {
    "metricCollector": ("clustered", "statefulset"),
    "fsLogCollector": ("daemonset", "filesystem-log-reader"),
}
ALONE = frozenset({"enabled", "collector", "destinations", "dataProcessors", *HOSTS})


def current(values: Values) -> Values:
    """The values as version 4 spells them, each part with its place. Raises Refused for those of version 3."""
    check_version(values)
    root = values.root
    for spelling in preset_data.data("spellings"):
        old, new = spelling["from"], spelling["to"]
        if old[0] == new[0] and len(old) == len(new) == 2:
            root = _renamed(root, old[0], old[1], new[1])
    for source in hosts_to_turn_on(plain(root)):
        root = _turned_on(root, source)
    return values if root is values.root else replace(values, data=with_places(root), root=root)


def additions(data: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """What alloyc takes and the chart would refuse, or pass over without a word, as warnings with their paths."""
    for spelling in preset_data.data("spellings"):
        old, new = tuple(spelling["from"]), tuple(spelling["to"])
        section = data.get(old[0])
        if isinstance(section, Mapping) and old[1] in section:
            yield _addition(old, f"the chart does not read `{dotted(old)}`", f"write `{dotted(new)}`")
    for source in hosts_to_turn_on(data):
        message = "the chart gathers nothing of hosts by `hostMetrics.enabled` alone"
        yield _addition(("hostMetrics", "enabled"), message, f"add `hostMetrics.{source}.enabled: true`")
    collectors = data.get("collectors")
    for name, settings in collectors.items() if isinstance(collectors, Mapping) else ():
        if not isinstance(settings, Mapping):
            continue
        at: Path = ("collectors", name)
        if settings.get("preset"):
            yield _addition(
                (*at, "preset"), "the chart does not read `preset` of a collector", "write `presets: [...]`"
            )
        listed = settings.get("presets")
        for position, preset in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(preset, str) and preset in DRAFT_PRESETS:
                help = f"write `{', '.join(DRAFT_PRESETS[preset])}` in its place"
                yield _addition((*at, "presets", position), f"the chart has no preset `{preset}`", help)


def _addition(path: Path, message: str, help: str) -> Diagnostic:
    return Diagnostic("not-in-chart", message, path, help, "warning", about_key=isinstance(path[-1], str))


def _renamed(root: Node, section: str, old: str, new: str) -> Node:
    found = root.value.get(section) if isinstance(root.value, dict) else None
    if found is None or not isinstance(found.value, dict) or old not in found.value or new in found.value:
        return root
    renamed = {new if key == old else key: child for key, child in found.value.items()}
    return _with(root, section, found._replace(value=renamed))


def _with(node: Node, key: str, child: Node) -> Node:
    assert isinstance(node.value, dict)
    return node._replace(value={**node.value, key: child})


def hosts_to_turn_on(data: Mapping[str, Any]) -> Iterator[str]:
    """The sources of `hostMetrics.enabled: true` alone: those whose service is deployed, or is found by labels.

    Alone is a section in which no source says whether it is on, and that has nothing but where to run and to send. The
    chart itself gathers nothing then, so a section with more in it is left as the chart reads it.
    """
    section, services = data.get("hostMetrics"), data.get("telemetryServices")
    if not isinstance(section, Mapping) or section.get("enabled") is not True or not set(section) <= ALONE:
        return
    sources = {name: section.get(name) or {} for name in HOSTS}
    if any(not isinstance(source, Mapping) or "enabled" in source for source in sources.values()):
        return
    for name, service in HOSTS.items():
        settings = services.get(service) if isinstance(services, Mapping) else None
        deployed = isinstance(settings, Mapping) and settings.get("deploy") is True
        if deployed or sources[name].get("labelMatchers"):
            yield name


def _turned_on(root: Node, source: str) -> Node:
    """`hostMetrics.SOURCE.enabled: true`, in the place of `hostMetrics.enabled`."""
    assert isinstance(root.value, dict)
    section = root.value["hostMetrics"]
    assert isinstance(section.value, dict)
    on = section.value["enabled"]
    before = section.value.get(source)
    found = before if before is not None and isinstance(before.value, dict) else section._replace(value={})
    return _with(root, "hostMetrics", _with(section, source, _with(found, "enabled", on)))
