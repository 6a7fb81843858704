"""Helm's rules of merging, as laws."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.report.diagnostics import Diagnostic
from alloyc.values.merge import merge
from alloyc.values.source import read_source
from alloyc.values.tree import Node, SourceText, find, plain, value_span

SCALARS = st.none() | st.integers() | st.text(alphabet="ab", max_size=2)
LEAVES = SCALARS | st.lists(SCALARS, max_size=2)
VALUES = st.recursive(
    st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner | LEAVES, max_size=3),
)
# Maps stand below capital letters, all else below small ones: no map ever meets something else.
SHAPED = st.recursive(
    st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=2),
    lambda inner: st.builds(
        lambda maps, rest: {**maps, **rest},
        st.dictionaries(st.sampled_from("ABC"), inner, max_size=2),
        st.dictionaries(st.sampled_from("abc"), LEAVES, max_size=2),
    ),
)


def node(data: dict[str, Any], file: str = "f") -> Node:
    return read_source(SourceText(file, json.dumps(data, indent=1)))[0]


def merged(*several: dict[str, Any]) -> Any:
    first, *rest = several
    result = node(first)
    for later in rest:
        result, _ = merge(result, node(later))
    return plain(result)


def warnings(earlier: dict[str, Any], later: dict[str, Any]) -> list[Diagnostic]:
    return merge(node(earlier, "one.yaml"), node(later, "two.yaml"))[1]


@given(VALUES)
def test_nothing_over_values_and_values_over_nothing(data: dict[str, Any]) -> None:
    assert merged(data, {}) == merged({}, data) == merged(data, data) == data


@given(SHAPED, SHAPED, SHAPED)
def test_merging_is_associative_where_maps_meet_maps(one: Any, two: Any, three: Any) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(SHAPED, SHAPED)
def test_where_maps_meet_maps_nothing_is_warned_of(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert warnings(one, two) == []


@given(VALUES, VALUES)
def test_every_leaf_comes_from_the_last_that_has_it(one: dict[str, Any], two: dict[str, Any]) -> None:
    result, _ = merge(node(one, "one.yaml"), node(two, "two.yaml"))
    assert list(plain(result)) == list(dict.fromkeys([*one, *two]))
    _check_origin(result, one, two)


def _check_origin(result: Node, one: Any, two: Any) -> None:
    assert isinstance(result.value, dict)
    for key, child in result.value.items():
        if isinstance(child.value, dict) and isinstance(one.get(key), dict) and isinstance(two.get(key), dict):
            _check_origin(child, one[key], two[key])
        else:
            assert value_span(child).file == ("two.yaml" if key in two else "one.yaml")
            assert plain(child) == (two if key in two else one)[key]


def test_lists_replace_lists() -> None:
    assert merged({"a": [1, 2]}, {"a": [3]}) == {"a": [3]}


def test_null_stays_and_replaces() -> None:
    assert merged({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": None}}) == {"a": {"b": None, "c": 2, "d": None}}
    assert merged({"a": {"b": 1}}, {"a": None}) == {"a": None}
    assert merged({"a": None}, {"a": {"b": 1}}) == {"a": {"b": 1}}
    assert warnings({"a": {"b": 1}}, {"a": None}) == warnings({"a": None}, {"a": {}}) == []


@pytest.mark.parametrize(("one", "two"), [({}, 1), (1, {}), ({}, []), ([], {}), ("", {})])
def test_a_map_that_meets_something_else_is_warned_of(one: Any, two: Any) -> None:
    found = warnings({"x": {"a": one}}, {"x": {"a": two}})
    assert [(d.code, d.severity, d.path, d.span and d.span.file) for d in found] == [
        ("replaced-map", "warning", ("x", "a"), "two.yaml")
    ]
    assert "one.yaml:3:" in found[0].help


def test_a_list_in_place_of_a_single_value_is_not_warned_of() -> None:
    assert warnings({"a": 1}, {"a": [1]}) == []


def test_the_inputs_stay_as_they_are() -> None:
    one, two = node({"a": {"b": 1}}), node({"a": {"c": 1}})
    merge(one, two)
    assert (plain(one), plain(two)) == ({"a": {"b": 1}}, {"a": {"c": 1}})
    assert find(one, ("a", "c"))[1] is False
