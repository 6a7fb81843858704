"""Kubernetes objects without what does not matter when they are compared with those of the reference."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import yaml

IGNORED = ("helm.sh/", "meta.helm.sh/", "app.kubernetes.io/managed-by")
"""Labels and annotations that name the tool that made an object."""


def identity(found: dict[str, Any]) -> tuple[str, str]:
    return found["kind"], found["metadata"]["name"]


def normal(found: dict[str, Any]) -> dict[str, Any]:
    """The object: no configuration, Secrets as text, YAML in ConfigMaps as data."""
    metadata = {key: _named(value) if isinstance(value, dict) else value for key, value in found["metadata"].items()}
    result = {**found, "metadata": {key: value for key, value in metadata.items() if value != {}}}
    match found["kind"]:
        case "Secret":
            given = result.pop("stringData", {})
            decoded = {key: b64decode(value).decode() for key, value in (result.get("data") or {}).items()}
            result = {**result, "type": result.get("type", "Opaque"), "data": {**decoded, **given}}
        case "ConfigMap":
            result["data"] = {key: _content(key, value) for key, value in found["data"].items()}
        case "Alloy" if "content" in (inner := (found["spec"].get("alloy") or {}).get("configMap", {})):
            spec = found["spec"]
            alloy = {**spec["alloy"], "configMap": {**inner, "content": bool(inner["content"])}}
            result["spec"] = {**spec, "alloy": alloy}
        case "Service":
            result["metadata"].pop("namespace", None)
    return result


def _named(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if not key.startswith(IGNORED)}


def _content(key: str, value: str) -> Any:
    return bool(value) if key == "config.alloy" else yaml.safe_load(value) if key.endswith(".yml") else value
