"""Maps within maps, as settings and values of charts are: laying one over another, looking into them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`above` over `below`: maps merge deep, anything else replaces, null too. Neither changes."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def underlay(above: Mapping[str, Any], below: Mapping[str, Any]) -> dict[str, Any]:
    """`below` under `above`: what `above` has keeps, unless it is empty. Neither changes."""
    merged = dict(above)
    for key, value in below.items():
        over = merged.get(key)
        if isinstance(over, dict) and isinstance(value, dict):
            merged[key] = underlay(over, value)
        elif not over:
            merged[key] = value
    return merged


def dig(data: Any, *path: str) -> Any:
    """What stands at a path, or None where the path leads nowhere."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def nest(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A map that has only the value, at the path."""
    for key in reversed(path):
        value = {key: value}
    return dict(value)
