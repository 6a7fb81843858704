"""`extraObjects`: objects of the user's own, as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic, Path


def extra_objects(installation: Installation) -> list[dict[str, Any]]:
    """The objects. An empty entry is none."""
    return [found for found in installation.extra_objects if isinstance(found, dict) and found]


def check_extra_objects(installation: Installation) -> Iterator[Diagnostic]:
    """Entries that are no objects, and text that only Helm could make something of."""
    for position, found in enumerate(installation.extra_objects):
        path: Path = ("extraObjects", position)
        if not found:
            continue
        if not isinstance(found, dict):
            yield Diagnostic(
                "wrong-type", "an extra object must be a map", path, "write the object as YAML, not as text"
            )
            continue
        for key in ("apiVersion", "kind"):
            if not found.get(key):
                yield Diagnostic(
                    "missing-key", f"an extra object has no `{key}`", path, f"add `{key}:`", about_key=True
                )
        yield from _metadata(found, path)
        yield from _templates(found, path)


def _metadata(found: dict[str, Any], path: Path) -> Iterator[Diagnostic]:
    """A list of objects has no name; anything else has."""
    metadata = found.get("metadata")
    if metadata is None:
        if not str(found.get("kind")).endswith("List"):
            yield Diagnostic(
                "missing-key", "an extra object has no `metadata`", path, "add `metadata: {name: NAME}`", about_key=True
            )
    elif not isinstance(metadata, dict):
        yield Diagnostic(
            "wrong-type", "`metadata` of an extra object must be a map", (*path, "metadata"), "add `name:`"
        )
    elif not metadata.get("name") and not metadata.get("generateName"):
        yield Diagnostic(
            "missing-key", "an extra object has no name", (*path, "metadata"), "add `name:`", about_key=True
        )
    elif not isinstance(metadata.get("annotations") or {}, dict):
        at = (*path, "metadata", "annotations")
        yield Diagnostic("wrong-type", "annotations must be a map", at, "write `KEY: VALUE` pairs")


def _templates(value: Any, path: Path) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _templates(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _templates(inner, (*path, position))
    elif isinstance(value, str) and "{{" in value:
        yield Diagnostic(
            "helm-template",
            "an extra object holds a template, which only Helm could fill in",
            path,
            "write what the template would give",
        )
