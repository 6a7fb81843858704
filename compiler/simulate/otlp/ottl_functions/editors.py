"""Functions that change what a path leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....languages.ottl.convert import own, to_map, to_slice
from ....languages.ottl.values import EvaluationError, Value, attribute_text, remove_key
from ..paths import Target, copy_value, set_map
from ..patterns import expand, glob, pattern, replace_all, replace_each, search

Apply = Callable[[str], Value]
Lazy = Callable[[], Any]


def set_(target: Target, value: Value) -> None:
    if value is not None:
        target.set(value)


def append(target: Target, value: Lazy | None = None, values: Lazy | None = None) -> None:
    """`value` comes as a function, since nil can be appended too."""
    old = target.get()
    items: list[Value] = []
    if isinstance(old, (list, tuple)):
        items = [copy_value(item) for item in old] if type(old) is list else to_slice(old)
    elif old is not None:
        items = [own(old)]
    added = [] if value is None else [value()]
    target.set(items + [own(item) for item in (*added, *(values() if values else ()))])


def delete_index(target: Target, start_index: int, end_index: int | None = None) -> None:
    items = to_slice(target.get())
    end = start_index + 1 if end_index is None else end_index
    if start_index == 0 and end == len(items):
        target.set([])
        return
    if not 0 <= start_index < len(items) or not start_index <= end <= len(items):
        raise EvaluationError("the range is out of bounds")
    del items[start_index:end]
    target.set(items)


def delete_key(target: Target, key: str) -> None:
    attributes = to_map(target.get())
    remove_key(attributes, key)
    target.set(attributes)


def _keep(target: Target, wanted: Callable[[str], bool]) -> None:
    attributes = to_map(target.get())
    for key in [key for key in attributes if not wanted(key)]:
        del attributes[key]
    target.set(attributes)


def delete_matching_keys(target: Target, pattern_: str) -> None:
    compiled = pattern(pattern_)
    _keep(target, lambda key: search(compiled, key) is None)


def keep_matching_keys(target: Target, pattern_: str) -> None:
    compiled = pattern(pattern_)
    _keep(target, lambda key: search(compiled, key) is not None)


def keep_keys(target: Target, keys: Iterable[str]) -> None:
    kept = set(keys)
    _keep(target, lambda key: key in kept)


def limit(target: Target, limit: int, priority_keys: Iterable[str]) -> None:
    attributes, kept = to_map(target.get()), tuple(priority_keys)
    if len(attributes) <= limit:
        return
    room = limit - sum(key in attributes for key in kept)
    others = [key for key in attributes if key not in kept]
    for key in others[max(room, 0) :]:
        del attributes[key]
    target.set(attributes)


def merge_maps(target: Target, source: dict[str, Value], strategy: str) -> None:
    attributes = to_map(target.get())
    if source is attributes and strategy == "upsert":
        # The Collector empties each value before it copies it from itself.
        source = dict.fromkeys(attributes)
    for key, value in list(source.items()):
        if strategy == "upsert" or (key in attributes) == (strategy == "update"):
            attributes[key] = copy_value(value)
    target.set(attributes)


def stringify_all(target: Target) -> None:
    attributes = to_map(target.get())
    for key, value in attributes.items():
        attributes[key] = attribute_text(value)
    target.set(attributes)


def truncate_all(target: Target, limit: int, utf8_safe: bool = True, truncation_marker: str = "") -> None:
    attributes = to_map(target.get())
    room = limit - len(truncation_marker.encode())
    for key, value in attributes.items():
        if isinstance(value, str) and len(raw := value.encode(errors="surrogateescape")) > limit:
            end = room
            while utf8_safe and end > 0 and raw[end] & 0xC0 == 0x80:
                end -= 1
            attributes[key] = raw[:end].decode(errors="surrogateescape") + truncation_marker
    target.set(attributes)


def flatten(target: Target, prefix: str = "", depth: int = 1 << 62, resolve_conflicts: bool = False) -> None:
    flat: dict[str, Value] = {}
    conflicts: dict[str, int] = {}

    def put(key: str, value: Value) -> None:
        if resolve_conflicts and key in flat:
            conflicts[key] += 1
            key = f"{key}.{conflicts[key] - 1}"
        elif resolve_conflicts:
            conflicts[key] = 0
        flat[key] = copy_value(value)

    def put_map(attributes: dict[str, Value], prefix: str, level: int) -> None:
        for key, value in attributes.items():
            put_value(key, value, level, f"{prefix}." if prefix else "")

    def put_value(key: str, value: Value, level: int, prefix: str) -> None:
        if isinstance(value, dict) and level < depth:
            put_map(value, prefix + key, level + 1)
        elif isinstance(value, list) and level < depth:
            for position, item in enumerate(value):
                put_item(prefix + key, position, item, level + 1)
        else:
            put(prefix + key, value)

    def put_item(key: str, position: int, item: Value, level: int) -> None:
        if isinstance(item, dict) and level < depth:
            put_map(item, f"{key}.{position}", level + 1)
        elif isinstance(item, list) and level < depth:
            for inner, value in enumerate(item):
                # The Collector sets no dot between the position in the outer list and that in the inner one.
                put_value(str(inner), value, level + 2, f"{key}.{position}")
        else:
            put(key if resolve_conflicts else f"{key}.{position}", item)

    put_map(to_map(target.get()), prefix, 0)
    target.set(flat)


def _formatted(text: Value, replacement_format: Lazy | None) -> str:
    if not isinstance(text, str):
        raise EvaluationError("the replacement value must be a string")
    if replacement_format is None:
        return text
    template = replacement_format()
    if "%s" not in template or "\n" in template or any(part[:1] not in ("s", "") for part in template.split("%")[1:]):
        raise EvaluationError("replacement_format must hold a single %s")
    if template.count("%s") > 1 or template.endswith("%"):
        raise EvaluationError("replacement_format must hold a single %s")
    return str(template.replace("%s", text))


def _replacement(replacement: Lazy, function: Lazy | None, replacement_format: Lazy | None) -> str:
    if function is None:
        return str(replacement())
    return _formatted(function()(replacement()), replacement_format)


def replace_match(
    target: Lazy, pattern: Lazy, replacement: Lazy, function: Lazy | None = None, replacement_format: Lazy | None = None
) -> None:
    compiled, place = glob(pattern()), target()
    value = place.get()
    text = _replacement(replacement, function, replacement_format)
    if isinstance(value, str) and compiled.match(value):
        place.set(text)


def replace_all_matches(
    target: Lazy, pattern: Lazy, replacement: Lazy, function: Lazy | None = None, replacement_format: Lazy | None = None
) -> None:
    compiled, place = glob(pattern()), target()
    attributes = to_map(place.get())
    text = _replacement(replacement, function, replacement_format)
    for key, value in attributes.items():
        if isinstance(value, str) and compiled.match(value):
            attributes[key] = text
    place.set(attributes)


def _substituted(
    compiled: Any, text: str, replacement: str, function: Lazy | None, replacement_format: Lazy | None
) -> str:
    if function is None:
        return replace_all(compiled, text, replacement)
    apply = function()
    return replace_each(
        compiled, text, lambda match: _formatted(apply(expand(compiled, match, replacement)), replacement_format)
    )


def replace_pattern(
    target: Lazy,
    regex_pattern: Lazy,
    replacement: Lazy,
    function: Lazy | None = None,
    replacement_format: Lazy | None = None,
) -> None:
    place = target()
    value = place.get()
    if value is None:
        return
    text = replacement()
    if isinstance(value, str) and search(compiled := pattern(regex_pattern()), value) is not None:
        place.set(_substituted(compiled, value, text, function, replacement_format))


def replace_all_patterns(
    target: Lazy,
    mode: Lazy,
    regex_pattern: Lazy,
    replacement: Lazy,
    function: Lazy | None = None,
    replacement_format: Lazy | None = None,
) -> None:
    place = target()
    attributes, text, compiled = to_map(place.get()), replacement(), pattern(regex_pattern())
    changed: dict[str, Value] = {}
    for key, value in attributes.items():
        subject = key if mode() == "key" else value
        if not isinstance(subject, str) or search(compiled, subject) is None:
            changed[key] = value
            continue
        try:
            result = _substituted(compiled, subject, text, function, replacement_format)
        except EvaluationError:
            # A key that cannot be renamed is lost; a value that cannot be replaced stays.
            if mode() == "value":
                changed[key] = value
            continue
        changed |= {result: value} if mode() == "key" else {key: result}
    set_map(attributes, changed)
    place.set(attributes)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "delete_index": delete_index,
    "delete_key": delete_key,
    "delete_matching_keys": lambda target, pattern: delete_matching_keys(target, pattern),
    "flatten": flatten,
    "keep_keys": keep_keys,
    "keep_matching_keys": lambda target, pattern: keep_matching_keys(target, pattern),
    "limit": limit,
    "merge_maps": merge_maps,
    "set": set_,
    "stringify_all": stringify_all,
    "truncate_all": truncate_all,
}
LAZY: dict[str, Callable[..., Any]] = {
    "append": lambda target, value=None, values=None: append(target(), value, values),
    "replace_all_matches": replace_all_matches,
    "replace_all_patterns": replace_all_patterns,
    "replace_match": replace_match,
    "replace_pattern": replace_pattern,
}
