"""Alloy expressions to values."""

from __future__ import annotations

import pytest

from alloyc.simulate import Unknown
from alloyc.simulate.evaluate import evaluate
from alloyc.syntax.parser import parse_expression

VALUES = {
    "1 + 2 * 3": 7,
    "7 / 2": 3,
    "-7 / 2": -3,
    "-7 % 2": -1,
    "7.0 / 2": 3.5,
    "2 ^ 3": 8,
    '"a" + "b" == "ab"': True,
    '1 == "1"': False,
    "true == 1": False,
    "false && nothing": False,
    "!(1 < 2) || 2 >= 2": True,
    "[1, 2][1]": 2,
    '{"a" = {"b" = 1}}.a["b"]': 1,
    '{"a" = 1}.c': None,
    "array.concat([1], [], [2])": [1, 2],
    'array.combine_maps([{"a" = "1", "b" = "2"}], [{"a" = "1", "c" = "3"}], ["a"])': [{"a": "1", "b": "2", "c": "3"}],
    'coalesce("", null, "x", "y")': "x",
    'coalesce("", null)': None,
    'string.format("%s-%d %v%%", "a", 1, true)': "a-1 true%",
    'string.join(["a", "b"], ",")': "a,b",
    "string.to_lower(1)": "1",
    'file.path_join("/a/", "..", "b")': "/b",
    'string.split("a,b", ",")': ["a", "b"],
    'string.replace("aba", "a", "c")': "cbc",
    'string.trim_prefix("v1", "v")': "1",
    'encoding.from_json("[1, {}]")': [1, {}],
    'encoding.from_yaml("a: 1")': {"a": 1},
    'encoding.from_base64("YQ==")': "a",
}


@pytest.mark.parametrize("text", VALUES)
def test_value(text: str) -> None:
    found = evaluate(parse_expression(text))
    assert (found, type(found)) == (VALUES[text], type(VALUES[text]))


UNKNOWN = [
    "nothing", "local.file.x.content", 'sys.env("X")', "constants.hostname", "1 / 0", '1 + "a"', "!1", '-"a"', "[1][1]",
    '"a".b', "string.to_lower(true)", "string.join([true], 2)", 'encoding.from_json("{")', 'string.format("%x", 1)',
    'string.format("%s")', 'string.format("a", 1)', "new.function()", "true && 1 < true",
]  # fmt: skip


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown(text: str) -> None:
    with pytest.raises(Unknown):
        evaluate(parse_expression(text))
