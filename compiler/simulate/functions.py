"""Alloy's standard library, as far as its results depend on its arguments alone: what is constant at compile time, and
what works on lists that are known only here.

Source: grafana/alloy syntax/internal/stdlib.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..constants import FUNCTIONS as CONSTANT
from ..constants import Undefined
from .trace import Unknown


def call(name: str, arguments: list[Any]) -> Any:
    """The result of a call. Raises Unknown where it depends on where Alloy runs, or Alloy refuses it."""
    function = FUNCTIONS.get(name)
    if function is None:
        raise Unknown(f"what `{name}` gives is not known before Alloy runs")
    try:
        result = function(*arguments)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, Undefined):
        raise Unknown(f"Alloy refuses the arguments of `{name}`") from None
    if result is NotImplemented:
        raise Unknown(f"what `{name}` makes of these arguments")
    return result


def _concat(*lists: list[Any]) -> list[Any]:
    return [item for items in lists for item in items]


def _combine_maps(first: list[Any], second: list[Any], keys: list[str]) -> list[Any]:
    return [{**a, **b} for a in first for b in second if all(k in a and k in b and a[k] == b[k] for k in keys)]


def _group_by(items: list[Any], key: str, drop_missing: bool) -> list[Any]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        if key in item or not drop_missing:
            groups.setdefault(item.get(key, ""), []).append(item)
    return [{key: value, "items": members} for value, members in groups.items()]


def _coalesce(*values: Any) -> Any:
    """The first value that is not empty; else the last."""
    return next(
        (value for value in values if value not in (None, "", 0, False) and value != [] and value != {}), values[-1]
    )


def _from_yaml(text: Any) -> Any:
    import yaml

    if not isinstance(text, str):
        raise TypeError
    return yaml.safe_load(text)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **CONSTANT,
    "array.combine_maps": _combine_maps,
    "array.concat": _concat,
    "array.group_by": _group_by,
    "coalesce": _coalesce,
    "concat": _concat,
    "encoding.from_yaml": _from_yaml,
}
"""Not here: `sys.env`, which depends on where Alloy runs, and `json_path`, `encoding.to_json`."""
