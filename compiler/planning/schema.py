"""The JSON Schema of the values, made from the models that check them."""

from __future__ import annotations

from typing import Any

from .. import destinations, features, processors
from ..features import FEATURES
from ..values.model import Root
from ..values.options import Options
from .collectors import CollectorOptions
from .descriptions import described


def values_schema(overlay: bool = False) -> dict[str, Any]:
    """The schema of a values file, with every destination type, feature and collector key in it, each described.

    Of an `overlay`, a file that goes over others, nothing is required, and null takes a value away.
    """
    definitions: dict[str, Any] = {}
    root = _model(Root, definitions)
    sections = {feature.path[0]: features.model_of(feature) for feature in FEATURES}
    properties = {**root["properties"], **{key: _model(model, definitions) for key, model in sections.items()}}
    properties["destinations"] = _by_type(destinations.TYPES, destinations.load, definitions)
    properties["dataProcessors"] = _by_type(processors.TYPES, processors.load, definitions)
    collector = {**_model(CollectorOptions, definitions), "additionalProperties": True}
    properties["collectors"] = {"type": "object", "additionalProperties": collector}
    properties = {key: {"default": {}, **part} if "$ref" not in part else part for key, part in properties.items()}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "k8s-monitoring v4 values",
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "$defs": definitions,
    }
    found: dict[str, Any] = described(schema)
    return _of_overlay(found) if overlay else found


def _of_overlay(schema: Any) -> Any:
    """The schema with nothing required. Without its type, an entry may be of any: one that fits is enough."""
    if isinstance(schema, list):
        return [_of_overlay(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _of_overlay(part) for key, part in schema.items() if key != "required"}
    if "properties" in schema:
        found["properties"] = {
            key: {"anyOf": [_of_overlay(part), {"type": "null"}], "description": part.get("description", "")}
            for key, part in schema["properties"].items()
        }
    if "oneOf" in found:
        found["anyOf"] = found.pop("oneOf")
    return found


def _by_type(types: dict[str, str], load: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """A map whose entries are chosen by their `type`."""
    choices = []
    for type in types:
        model = _model(load(type).options, definitions)
        choices.append({**model, "properties": {**model["properties"], "type": {"const": type}}, "required": ["type"]})
    return {"type": "object", "additionalProperties": {"oneOf": choices}}


def _model(model: type[Options], definitions: dict[str, Any]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=f"#/$defs/{model.__module__}.{{model}}")
    definitions.update({f"{model.__module__}.{name}": part for name, part in schema.pop("$defs", {}).items()})
    return schema
