"""`destinations`, a list of version 3, to a map by name; and `destinationsMap` into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..values.names import alloy_name
from .document import Document, Entry, commented
from .report import Change

LISTS = ("destinations", "includeDestinations", "defaultDestinations")
NAMES = ("metricsSource",)


def name_destinations(document: Document) -> Iterator[Change]:
    """Every destination gets a key; what names one follows."""
    root = document.root
    renamed = _renamed_below(document)
    if isinstance(root.get("destinations"), CommentedSeq):
        yield from _list_to_map(document, renamed)
    if "destinationsMap" in root:
        yield from _merge_map(document)
    if any([name] != names for name, names in renamed.items()):
        yield from _follow(root, renamed, ())


def _renamed_below(document: Document) -> dict[str, list[str]]:
    """What the destinations of the values below an overlay are called now."""
    renamed: dict[str, list[str]] = {}
    if isinstance(document.below.get("destinations"), list):
        for _ in _list_to_map(Document(commented(document.below)), renamed):
            pass
    return renamed


def _list_to_map(document: Document, renamed: dict[str, list[str]]) -> Iterator[Change]:
    root = document.root
    position = list(root).index("destinations")
    taken = document.take(root, "destinations")
    named = CommentedMap()
    document.put(root, "destinations", Entry(named, taken.origin), position)
    used = {alloy_name(str(key)) for key in _map_of(root)}
    if not taken.value:
        yield Change("moved", "destinations are a map by name", ("destinations",), ("destinations",))
    for index in range(len(taken.value)):
        old = ("destinations", index)
        entry = document.own(taken.value, index) if taken.value[index] is not None else None
        if entry is None:
            yield Change("removed", "it is no destination", old)
            continue
        given = str(document.take(entry, "name").value or "") if "name" in entry else ""
        name = _safe_name(given or str(entry.get("type") or "destination"), used)
        used.add(alloy_name(name))
        if given:
            # A list and a map were joined: a name of both meant both.
            renamed.setdefault(given, [given] if given in _map_of(root) else []).append(name)
        document.put(named, name, Entry(entry, old))
        yield Change("moved", _why(given, name), old, ("destinations", name))


def _map_of(root: CommentedMap) -> Iterable[Any]:
    found = root.get("destinationsMap")
    return found if isinstance(found, CommentedMap) else ()


def _why(given: str, name: str) -> str:
    if not given:
        return "destinations are a map by name; this one had none and is named for its type"
    if given != name:
        return f"destinations are a map by name; `{given}` is not safe or not unique as one"
    return "destinations are a map by name"


def _safe_name(given: str, used: Iterable[str]) -> str:
    """A name that can be a component label, a Secret's name and a key of `--set`, and that is no other's."""
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", given).strip("-_") or "destination"
    if safe[0].isdigit():
        safe = f"destination-{safe}"
    name, number = safe, 1
    while alloy_name(name) in used:
        number += 1
        name = f"{safe}-{number}"
    return name


def _merge_map(document: Document) -> Iterator[Change]:
    root = document.root
    section = document.section("destinationsMap")
    if section is None:
        document.take(root, "destinationsMap")
        yield Change("removed", "it is no map of destinations", ("destinationsMap",))
        return
    if root.get("destinations") is None:
        if "destinations" in root:
            document.take(root, "destinations")
        document.rename(root, "destinationsMap", "destinations")
        yield Change("moved", "destinations are a map by name", ("destinationsMap",), ("destinations",))
        return
    target = document.section("destinations")
    assert target is not None
    for name in list(section):
        entry = document.take(section, name)
        if name in target:
            yield Change("removed", "the one of `destinationsMap` takes its place", document.origin(target, name))
            document.take(target, name)
        document.put(target, name, entry)
        yield Change("moved", "destinations are a map by name", ("destinationsMap", name), ("destinations", name))
    document.take(root, "destinationsMap")


def _follow(value: Any, renamed: dict[str, list[str]], path: tuple[str, ...]) -> Iterator[Change]:
    """Every list of destinations and every name of one, wherever it stands."""
    if isinstance(value, CommentedSeq):
        for item in value:
            yield from _follow(item, renamed, path)
    if not isinstance(value, CommentedMap):
        return
    for key, child in list(value.items()):
        here = (*path, str(key))
        if key in LISTS and isinstance(child, CommentedSeq):
            new = [name for given in child for name in _now(given, renamed)]
            if new != list(child):
                _replace(child, renamed)
                yield Change("moved", "follows the new names of the destinations", (), here, near=here)
        elif key in NAMES and isinstance(child, str) and renamed.get(child, [child])[0] != child:
            value[key] = renamed[child][0]
            yield Change("moved", "follows the new name of the destination", (), here, near=here)
        else:
            yield from _follow(child, renamed, here)


def _now(name: Any, renamed: dict[str, list[str]]) -> list[Any]:
    """What a destination is called now. What is no name stays, for the build to refuse."""
    return renamed.get(name, [name]) if isinstance(name, str) else [name]


def _replace(names: CommentedSeq, renamed: dict[str, list[str]]) -> None:
    for index in reversed(range(len(names))):
        new = _now(names[index], renamed)
        if new != [names[index]]:
            names[index] = new[0]
            for offset, name in enumerate(new[1:], 1):
                names.insert(index + offset, name)
