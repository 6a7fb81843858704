"""The Alloy instances of version 3, which stood at the top level, to `collectors`."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..values import preset_data
from .document import Document, Entry
from .report import Change

NOT_COLLECTORS = ("alloy-operator",)


def move_collectors(document: Document) -> Iterator[Change]:
    """`alloy-*` -> `collectors.alloy-*`, with the presets of their shape."""
    known = preset_data.data("migration")["collectors"]
    found = [key for key in document.root if str(key).startswith("alloy-") and key not in NOT_COLLECTORS]
    for key in found:
        if document.own(document.root, key) is not None:
            yield from _move(document, key, known.get(key, []))


def _move(document: Document, key: str, presets: list[str]) -> Iterator[Change]:
    position = list(document.root).index(key)
    taken = document.take(document.root, key)
    if "collectors" not in document.root:
        document.put(document.root, "collectors", Entry(CommentedMap()), position)
    collectors = document.section("collectors")
    if collectors is None or key in collectors:
        yield Change("removed", f"`collectors.{key}` is already there; merge them by hand", (key,))
        return
    document.put(collectors, key, taken)
    target = ("collectors", key)
    yield Change("moved", "collectors are a map, and may have any name", (key,), target)
    settings: CommentedMap = taken.value
    if document.overlay:
        yield from _drop_empty_lists(document, settings, key)
        return
    if "enabled" not in settings:
        document.put(settings, "enabled", Entry(False), 0)
        yield Change("added", "version 3 left it off unless told otherwise", target=(*target, "enabled"), near=(key,))
    if presets and "presets" not in settings and "preset" not in settings:
        chosen = CommentedSeq(presets)
        chosen.fa.set_flow_style()
        document.put(settings, "presets", Entry(chosen), 0)
        why = f"what version 3 took for granted of `{key}`"
        yield Change("added", why, target=(*target, "presets"), near=(key,))
    yield from _drop_empty_lists(document, settings, key)


def _drop_empty_lists(document: Document, settings: CommentedMap, key: str) -> Iterator[Change]:
    """`labels` and `annotations` were empty lists by default; they are maps."""
    for name in ("labels", "annotations"):
        if isinstance(settings.get(name), list) and not settings[name]:
            document.take(settings, name)
            yield Change("removed", "it is a map now, and empty anyway", (key, name))
