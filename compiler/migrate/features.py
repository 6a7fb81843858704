"""What version 3 took for granted of its features, written out; and keys that have no place any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..report.diagnostics import Path
from ..values import preset_data
from .document import Document, Entry, Key
from .report import Change

PROFILERS = ("ebpf", "java", "pprof")


def remove_keys(document: Document) -> Iterator[Change]:
    """Takes out the keys without a place in version 4."""
    for removed in preset_data.data("migration")["removed"]:
        *above, key = removed["at"]
        for path in list(matches(document, above)):
            container = owned(document, path) if key in at(document, path) else None
            if container is not None:
                entry = document.take(container, key)
                yield Change("removed", removed["why"], entry.origin or (*path, key))


def matches(document: Document, pattern: list[str]) -> Iterator[Path]:
    """The paths of maps that fit a pattern, in which `*` stands for any key or position."""

    def walk(value: object, rest: list[str], path: Path) -> Iterator[Path]:
        if not rest:
            if isinstance(value, CommentedMap):
                yield path
            return
        keys: list[Key] = []
        if isinstance(value, CommentedMap):
            keys = list(value) if rest[0] == "*" else [rest[0]] if rest[0] in value else []
        elif isinstance(value, CommentedSeq) and rest[0] == "*":
            keys = list(range(len(value)))
        for key in keys:
            yield from walk(value[key], rest[1:], (*path, key))  # type: ignore[index]

    yield from walk(document.root, pattern, ())


def at(document: Document, path: Path) -> Any:
    """What stands at a path that is there."""
    container: Any = document.root
    for key in path:
        container = container[key]
    return container


def owned(document: Document, path: Path) -> CommentedMap | None:
    """The map at a path, safe to change."""
    container: CommentedMap | CommentedSeq = document.root
    for key in path:
        if isinstance(container[key], CommentedSeq):
            container = container[key]
            continue
        found = document.own(container, key)
        if found is None:
            return None
        container = found
    return container if isinstance(container, CommentedMap) else None


def enable_profilers(document: Document) -> Iterator[Change]:
    """The profilers were on unless told otherwise; now they are off."""
    section = document.section("profiling")
    if section is None or section.get("enabled") is not True:
        return
    for name in PROFILERS:
        profiler = document.ensure("profiling", name)
        if profiler is not None and "enabled" not in profiler:
            document.put(profiler, "enabled", Entry(True), 0)
            why = "version 3 took profiles of each kind unless told otherwise"
            yield Change("added", why, target=("profiling", name, "enabled"), near=("profiling",))


def assign_collectors(document: Document) -> Iterator[Change]:
    """Each feature names the collector that ran it."""
    there = document.root.get("collectors")
    for feature, collector in preset_data.data("migration")["assignments"].items():
        section = document.section(feature)
        on = section and (section.get("enabled") is True or feature == "integrations")
        if not on or section is None or section.get("collector"):
            continue
        if isinstance(there, CommentedMap) and collector not in there:
            why = f"version 3 ran it on `{collector}`, which these values do not have; name another one"
            yield Change("note", why, target=(feature, "collector"), near=(feature,))
            continue
        section.pop("collector", None)
        document.put(section, "collector", Entry(collector), 1 if "enabled" in section else None)
        yield Change("added", "version 3 ran it there", target=(feature, "collector"), near=("clusterMetrics",))
