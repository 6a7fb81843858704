"""Alloy's standard library, as far as its results depend on its arguments alone.

Source: grafana/alloy syntax/internal/stdlib.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from .trace import Unknown


def call(name: str, arguments: list[Any]) -> Any:
    """The result of a call. Raises Unknown where it depends on where Alloy runs, or Alloy refuses it."""
    function = FUNCTIONS.get(name)
    if function is None:
        raise Unknown(f"what `{name}` gives is not known before Alloy runs")
    try:
        return function(*arguments)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        raise Unknown(f"Alloy refuses the arguments of `{name}`") from None


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


def _format(text: str, *values: Any) -> str:
    """`%s`, `%d`, `%v`, `%q` and `%%`; what takes more of Go's rules is not modelled."""
    import re

    left = list(values)

    def fill(match: re.Match[str]) -> str:
        verb = match[1]
        if verb == "%":
            return "%"
        value = left.pop(0)
        if verb == "q" and isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        plain = isinstance(value, str) if verb == "s" else type(value) is int if verb == "d" else True
        if not plain or not isinstance(value, str | int) or verb not in "sdv":
            raise ValueError
        return str(value).lower() if isinstance(value, bool) else str(value)

    result = re.sub(r"%(.)", fill, text)
    if left:
        raise ValueError
    return result


def _from_yaml(text: str) -> Any:
    import yaml

    return yaml.safe_load(text)


def _checked(function: Callable[..., Any], *kinds: type) -> Callable[..., Any]:
    """A function of as many arguments, of these types."""

    def checked(*arguments: Any) -> Any:
        if len(arguments) != len(kinds) or not all(map(isinstance, arguments, kinds)):
            raise TypeError
        return function(*arguments)

    return checked


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "array.concat": _concat,
    "array.combine_maps": _combine_maps,
    "array.group_by": _group_by,
    "coalesce": _coalesce,
    "convert.nonsensitive": _checked(str, str),
    "encoding.from_base64": _checked(lambda text: b64decode(text, validate=True).decode(), str),
    "encoding.from_URLbase64": _checked(lambda text: urlsafe_b64decode(text).decode(), str),
    "encoding.from_json": _checked(json.loads, str),
    "encoding.from_yaml": _checked(_from_yaml, str),
    "encoding.to_base64": _checked(lambda text: b64encode(text.encode()).decode(), str),
    "encoding.to_URLbase64": _checked(lambda text: urlsafe_b64encode(text.encode()).decode(), str),
    "string.format": _format,
    "string.join": _checked(lambda items, separator: separator.join(items), list, str),
    "string.replace": _checked(str.replace, str, str, str),
    "string.split": _checked(lambda text, separator: text.split(separator) if separator else list(text), str, str),
    "string.to_lower": _checked(str.lower, str),
    "string.to_upper": _checked(str.upper, str),
    "string.trim": _checked(str.strip, str, str),
    "string.trim_prefix": _checked(str.removeprefix, str, str),
    "string.trim_suffix": _checked(str.removesuffix, str, str),
    "string.trim_space": _checked(str.strip, str),
}
"""Not here: `sys.env`, which depends on where Alloy runs, and `json_path`, `file.path_join`, `encoding.to_json`."""
