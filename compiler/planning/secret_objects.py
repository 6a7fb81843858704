"""The Kubernetes Secrets that are made from values."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from .installation import Installation
from .secrets import made_secrets


def secret_objects(installation: Installation) -> list[dict[str, Any]]:
    """Every Secret object of an installation. Two owners may name the same Secret: then it is one object that holds
    what both put in. Those of a part of the chart have their values as text, as the chart writes them."""
    objects: dict[tuple[str, str, str], dict[str, Any]] = {}
    for made in made_secrets(installation):
        field = "stringData" if made.owner.part else "data"
        metadata = {"name": made.name, "namespace": made.namespace}
        empty = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata}
        empty |= {field: {}} if made.owner.part else {"type": "Opaque", field: {}}
        found = objects.setdefault((made.namespace, made.name, field), empty)
        encoded = {key: b64encode(text.encode()).decode() for key, text in made.data.items()}
        found[field].update(made.data if made.owner.part else encoded)
    return list(objects.values())
