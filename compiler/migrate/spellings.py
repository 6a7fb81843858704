"""The spellings of drafts of version 4, rewritten as version 4 has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..values import preset_data
from ..values.spellings import hosts_to_turn_on
from .document import Document, Entry
from .report import Change

PRESETS = {
    "metricCollector": ("clustered", "statefulset"),
    "fsLogCollector": ("filesystem-log-reader", "daemonset"),
}


def rewrite_spellings(document: Document) -> Iterator[Change]:
    """Each spelling that `alloyc build` accepts besides the chart's own."""
    for spelling in preset_data.data("spellings"):
        yield from _respell(document, tuple(spelling["from"]), tuple(spelling["to"]))
    yield from _presets(document)
    yield from _hosts(document)


def _respell(document: Document, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    if not _has(document.root, old) or _has(document.root, new):
        return
    container = document.section(*old[:-1])
    assert container is not None
    written = document.origin(container, old[-1])
    if old[:-1] == new[:-1]:
        document.rename(container, old[-1], new[-1])
    else:
        entry = document.take(container, old[-1])
        target = document.ensure(*new[:-1])
        if target is None:
            document.put(container, old[-1], entry)
            return
        document.put(target, new[-1], entry)
    yield Change("moved", "the spelling of version 4", written or old, new)


def _has(value: Any, path: tuple[str, ...]) -> bool:
    for key in path:
        if not isinstance(value, CommentedMap) or key not in value:
            return False
        value = value[key]
    return True


def _presets(document: Document) -> Iterator[Change]:
    """`preset: NAME` to `presets: [NAME]`, and the plan's names of presets to those of version 4."""
    section = document.root.get("collectors")
    for name in list(section) if isinstance(section, CommentedMap) else []:
        collector = document.section("collectors", name)
        if collector is None:
            continue
        path = ("collectors", str(name))
        if "preset" in collector:
            yield from _one_to_several(document, collector, path)
        presets = collector.get("presets")
        if isinstance(presets, CommentedSeq) and any(_now(preset) != (preset,) for preset in presets):
            old = document.origin(collector, "presets")
            presets[:] = _as_they_are_now(presets)
            yield Change("moved", "the presets of version 4 that are the same", old, (*path, "presets"))


def _one_to_several(document: Document, collector: CommentedMap, path: tuple[str, str]) -> Iterator[Change]:
    position = list(collector).index("preset")
    entry = document.take(collector, "preset")
    others = document.take(collector, "presets").value if "presets" in collector else None
    several = others if isinstance(others, list) else [others] if others else []
    chosen = CommentedSeq(_as_they_are_now([*([entry.value] if entry.value else []), *several]))
    chosen.fa.set_flow_style()
    document.put(collector, "presets", Entry(chosen, entry.origin), position)
    yield Change(
        "moved",
        "a collector may have several presets; remote configuration is told their names",
        entry.origin,
        (*path, "presets"),
    )


def _as_they_are_now(presets: Iterable[Any]) -> list[Any]:
    """Each name once. What is no name stays, for the build to refuse."""
    found: list[Any] = []
    for preset in presets:
        found += [name for name in _now(preset) if name not in found]
    return found


def _now(preset: Any) -> tuple[Any, ...]:
    return tuple(PRESETS.get(preset, (preset,))) if isinstance(preset, str) else (preset,)


def _hosts(document: Document) -> Iterator[Change]:
    for source in hosts_to_turn_on(document.root):
        section = document.ensure("hostMetrics", source)
        if section is not None:
            document.put(section, "enabled", Entry(True), 0)
            why = "version 4 wants each source turned on by itself"
            yield Change("added", why, target=("hostMetrics", source, "enabled"), near=("hostMetrics", "enabled"))
