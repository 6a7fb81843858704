"""What the keys of the values are for, as the JSON Schema tells it to editors."""

from __future__ import annotations

from typing import Any

from ..values import preset_data

DERIVED = {
    "Key": "The key of the Secret that holds `{}`.",
    "From": "An Alloy expression that gives `{}`.",
    "File": "A file in the collector's pods that holds `{}`.",
}
"""Keys that are about another: by what follows its name."""


def described(schema: Any, parent: str = "") -> Any:
    """A schema with a description of each property; where nothing is said here, what the model says stays."""
    if isinstance(schema, list):
        return [described(part, parent) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: described(part, parent) for key, part in schema.items() if key not in ("properties", "$defs")}
    if "$defs" in schema:
        found["$defs"] = {name: described(part, name.rpartition(".")[2]) for name, part in schema["$defs"].items()}
    if "properties" in schema:
        parents = (parent, str(schema.get("title", "")))
        found["properties"] = {key: _property(key, part, parents) for key, part in schema["properties"].items()}
    return found


def _property(key: str, schema: Any, parents: tuple[str, ...]) -> Any:
    """What stands beside a reference counts before what it refers to says: it is about the key, not the type."""
    found = described(schema, key)
    text = description(key, *parents) or found.get("description")
    return {**found, "description": text} if text else found


def description(key: str, *parents: str) -> str:
    """What a key is for, below one of the `parents`, a key or the model of the section; "" where nothing is said."""
    texts: dict[str, str] = preset_data.data("descriptions")
    for parent in parents:
        below = parent[:1].lower() + parent[1:]
        if f"{below}.{key}" in texts:
            return texts[f"{below}.{key}"]
    if key in texts:
        return texts[key]
    for ending, text in DERIVED.items():
        if key.endswith(ending) and len(key) > len(ending):
            return text.format(key.removesuffix(ending))
    return ""
