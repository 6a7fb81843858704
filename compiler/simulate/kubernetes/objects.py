"""Manifests as the API server would have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .labels import Object, items, metadata, part

_WITHOUT_NAMESPACE = ("Node", "Namespace")


def manifests(objects: Iterable[Object]) -> Iterator[Object]:
    """Manifests, the items of a list each for itself, in the namespace `default` where none is said."""
    for found in objects:
        kind = str(found.get("kind") or "")
        if kind == "List" or (kind.endswith("List") and "items" in found):
            own = kind.removesuffix("List")
            yield from manifests({"kind": own, **item} if own else item for item in items(found, "items"))
        elif kind in _WITHOUT_NAMESPACE or metadata(found, "namespace"):
            yield found
        else:
            yield {**found, "metadata": {**part(found, "metadata"), "namespace": "default"}}
