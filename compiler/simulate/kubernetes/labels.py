"""Labels that every role makes in the same way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Labels: TypeAlias = dict[str, str]
Object: TypeAlias = Mapping[str, Any]

META = "__meta_kubernetes_"


def text(value: Any) -> str:
    """A field as a label has it: an absent one is empty, a bool is lower case."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def part(found: Object, name: str) -> Object:
    """An object in an object; an empty one where there is none."""
    value = found.get(name)
    return value if isinstance(value, Mapping) else {}


def items(found: Object, name: str) -> list[Any]:
    """A list in an object; an empty one where there is none."""
    value = found.get(name)
    return value if isinstance(value, list) else []


def metadata(found: Object, name: str) -> str:
    """A text of an object's metadata."""
    return text(part(found, "metadata").get(name))


@lru_cache(maxsize=10_000)
def sanitize(name: str) -> str:
    """A name with `_` for what a label may not be called."""
    return re.sub(r"[^a-zA-Z0-9_]", "_", name)


def object_labels(role: str, found: Object, named: bool = False) -> Labels:
    """An object's labels and annotations, and that they are there; with `named`, its name."""
    prefix = META + role
    labels = {f"{prefix}_name": metadata(found, "name")} if named else {}
    for field, kind in (("labels", "label"), ("annotations", "annotation")):
        for key, value in part(part(found, "metadata"), field).items():
            name = sanitize(key)
            labels[f"{prefix}_{kind}_{name}"] = text(value)
            labels[f"{prefix}_{kind}present_{name}"] = "true"
    return labels


def address(host: str, port: Any) -> str:
    """Host and port, an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host or "%" in host else f"{host}:{port}"
