"""Every key of the values is described in the schema, and the schema of an overlay requires nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from alloyc.planning.schema import values_schema
from alloyc.values import preset_data


def properties(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        yield from properties(part)


@pytest.mark.parametrize("overlay", [False, True])
def test_every_property_has_a_description(overlay: bool) -> None:
    found = [(key, part.get("description", "")) for key, part in properties(values_schema(overlay))]
    assert len(found) > 1000
    assert [key for key, text in found if not text.strip()] == []


def test_every_property_has_a_default_or_is_required() -> None:
    defaults = [k for k, p in properties(values_schema()) if not {"default", "const", "$ref"} & set(p)]
    assert len(defaults) < len(list(properties(values_schema()))) / 20


def test_no_description_is_of_a_key_that_there_is_not() -> None:
    known = {key for key, _ in properties(values_schema())}
    assert {key.rpartition(".")[2] for key in preset_data.data("descriptions")} - known == set()


def test_an_overlay_requires_nothing() -> None:
    assert '"required"' not in str(values_schema(overlay=True)).replace("'", '"')


def test_what_is_required_of_values() -> None:
    assert "'required': ['type']" in str(values_schema())


def test_descriptions_say_something() -> None:
    found = {(key, part.get("description", "")) for key, part in properties(values_schema())}
    generic = [key for key, text in found if len(text) < 18 or text in ("Whether this is on.", f"The {key}.")]
    assert generic == []
