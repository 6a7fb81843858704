"""The JSON Schema of the values, made from the models that check them."""

from __future__ import annotations

from typing import Any

from .. import destinations, features, processors
from ..features import FEATURES
from ..values.model import Root
from ..values.options import Options
from .collectors import CollectorOptions


def values_schema() -> dict[str, Any]:
    """The schema of a values file, with every destination type, feature and collector key in it."""
    definitions: dict[str, Any] = {}
    root = _model(Root, definitions)
    sections = {feature.path[0]: features.model_of(feature) for feature in FEATURES}
    properties = {**root["properties"], **{key: _model(model, definitions) for key, model in sections.items()}}
    properties["destinations"] = _by_type(destinations.TYPES, destinations.load, definitions)
    properties["dataProcessors"] = _by_type(processors.TYPES, processors.load, definitions)
    collector = {**_model(CollectorOptions, definitions), "additionalProperties": True}
    properties["collectors"] = {"type": "object", "additionalProperties": collector}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "k8s-monitoring v4 values",
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "$defs": definitions,
    }


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
