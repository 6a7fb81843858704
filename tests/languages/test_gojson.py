"""JSON as Go's two packages read and write it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages.fault import EvaluationFault, NotModelled
from alloyc.languages.gojson import dumps, elements, loads, members

WRITTEN = [
    ({"a": [1.0, None, True]}, '{"a":[1,null,true]}'),
    ("<&>\u2028\x01\n\t", '"\\u003c\\u0026\\u003e\\u2028\\u0001\\n\\t"'),
    (1e21, "1e+21"),
    (1e-7, "1e-07"),
    (123456789.5, "123456789.5"),
    ("\udcff", '"\\ufffd"'),
]
REFUSED = ["", "{", "01", "1.", ".5", "NaN", "[1,]", '{"a":1}x', "1e999", "'a'", '"\\x"', '"\n"']


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_dumps(value: Any, text: str) -> None:
    assert dumps(value) == text


@pytest.mark.parametrize("text", REFUSED)
def test_refuses(text: str) -> None:
    with pytest.raises(EvaluationFault):
        loads(text)


def test_what_one_package_takes_is_not_guessed() -> None:
    with pytest.raises(NotModelled):
        loads('"\\n\x01"')
    with pytest.raises(NotModelled):
        dumps({"a": 1.0, "b": 2.0})


def test_half_a_pair_is_no_character() -> None:
    assert loads('"\\ud83d\\ude00 \\ud800"') == "\U0001f600 \ufffd"


def test_members_keep_doubles_and_order() -> None:
    assert members('{"a": 1, "b": "x", "a": null}') == [("a", 1.0), ("b", "x"), ("a", None)]
    assert members("null") == []


def test_elements_keep_their_spelling() -> None:
    assert elements(' [ 1.0, {"a" : [1, 2]},"x,]" , null ]') == ["1.0", '{"a" : [1, 2]}', '"x,]"', "null"]


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_what_is_written_reads_back(value: Any) -> None:
    assert loads(dumps(value)) == value
