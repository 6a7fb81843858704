"""Functions of lists and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ....languages.ottl.convert import to_slice
from ....languages.ottl.values import Counts, EvaluationError, Plain, Value, attribute_text
from ..compare import compare
from ..paths import copy_value


def contains_value(target: list[Value], item: Value) -> bool:
    return any(compare("==", value, item) for value in target)


def index(target: Value, value: Value) -> int:
    if isinstance(target, str):
        if not isinstance(value, str):
            raise EvaluationError("in a text only a text can be looked for")
        return target.encode(errors="surrogateescape").find(value.encode(errors="surrogateescape"))
    places = (place for place, item in enumerate(to_slice(target)) if compare("==", item, value))
    return next(places, -1)


def keys(target: dict[str, Value]) -> list[Value]:
    return list(target)


def values(target: dict[str, Value]) -> list[Value]:
    return [copy_value(value) for value in target.values()]


def slice_to_map(
    target: list[Value], key_path: Iterable[str] | None = None, value_path: Iterable[str] | None = None
) -> dict[str, Value]:
    made: dict[str, Value] = {}
    key_names, value_names = (
        None if key_path is None else list(key_path),
        None if value_path is None else list(value_path),
    )
    for position, item in enumerate(target):
        if (key_names is not None or value_names is not None) and not isinstance(item, dict):
            raise EvaluationError("the items of the list must be maps")
        key = str(position) if key_names is None else _below(item, key_names)
        if not isinstance(key, str):
            raise EvaluationError("the key is no text")
        made[key] = copy_value(item if value_names is None else _below(item, value_names))
    return made


def _below(item: Value, names: list[str]) -> Value:
    if not names:
        raise EvaluationError("a path wants a name")
    for name in names:
        if not isinstance(item, dict) or name not in item:
            raise EvaluationError(f"the item has no `{name}`")
        item = item[name]
    return item


def sort(target: Value, order: str = "asc") -> Value:
    descending = order == "desc"
    if isinstance(target, tuple) and not isinstance(target, Counts):
        return tuple(sorted(target, reverse=descending))
    if not isinstance(target, list):
        raise EvaluationError("only a list can be sorted")
    items = to_slice(target)
    types = {type(item) for item in items}
    if not items or types & {dict, list, bytes}:
        return items
    if types <= {int}:
        key: Callable[[Value], Any] = int
    elif types <= {int, float}:
        key = float
    else:
        key = attribute_text
    return Plain(_sorted(items, key, descending))


def _sorted(items: list[Value], key: Callable[[Value], Any], descending: bool) -> list[Value]:
    # `reverse` keeps equal items in their order, as a comparison the other way round does.
    return sorted(items, key=key, reverse=descending)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ContainsValue": contains_value,
    "Index": index,
    "Keys": keys,
    "SliceToMap": slice_to_map,
    "Sort": sort,
    "Values": values,
}
LAZY: dict[str, Callable[..., Any]] = {}
