"""What a model makes of the data that it is given."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.planning.collectors import CollectorOptions
from alloyc.values.options import AlloyExpression, Options, Text, read


class Maps(Options):
    """A map of each sort."""

    texts: dict[str, Text] = {}
    given: dict[str, Text] = {"kept": "a", "gone": "b"}
    expressions: dict[str, AlloyExpression] = {}
    filters: dict[str, str | None] = {}
    anything: dict[str, Any] = {}


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("texts", {"b": "1"}),
        ("given", {"b": "1", "kept": "a"}),
        ("filters", {"gone": None, "b": "1"}),
        ("anything", {"gone": None, "b": "1"}),
    ],
)
def test_null_takes_an_entry_out_of_a_map(key: str, wanted: dict[str, Any]) -> None:
    options, faults = read(Maps, {key: {"gone": None, "b": "1"}}, ())
    assert (getattr(options, key), faults) == (wanted, [])


def test_null_is_no_expression() -> None:
    options, faults = read(Maps, {"expressions": {"gone": None, "b": "constants.hostname"}}, ())
    assert (list(options.expressions if options else ()), faults) == (["b"], [])


@pytest.mark.parametrize("key", ["labels", "annotations"])
def test_an_empty_list_is_a_map_of_a_collector(key: str) -> None:
    options, faults = read(CollectorOptions, {key: []}, ())
    assert (getattr(options, key), faults) == ({}, [])
    assert read(CollectorOptions, {key: ["a"]}, ())[1][0].code == "wrong-type"
