"""Constant expressions and what they give."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.constants import Undefined, fold, simplified
from alloyc.constants.fold import plain
from alloyc.syntax.ast import Attribute, Expr
from alloyc.syntax.parser import parse_body
from alloyc.syntax.strings import quote


def read(text: str) -> Expr:
    (statement,) = parse_body(f"a = {text}\n")
    assert isinstance(statement, Attribute)
    return statement.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('coalesce("", [], {}, 0, null, "a")', "a"),
        ('coalesce("", [])', []),
        ('array.concat(["a"], [1 + 1])', ["a", 2]),
        ('string.format("%s-%d-%v%%", "a", 1, "b")', "a-1-b%"),
        ('string.join(["a", "b"], ",")', "a,b"),
        ('string.split("a,b", ",")', ["a", "b"]),
        ('string.replace("aba", "a", "c")', "cbc"),
        ('string.trim("xxaxx", "x") + string.trim_prefix("ab", "a") + string.trim_suffix("ab", "b")', "aba"),
        ('string.trim_space(" a\\n")', "a"),
        ('string.to_upper("a") + to_lower("B")', "Ab"),
        ('encoding.from_json("{\\"a\\": [1, null]}").a[0]', 1),
        ('encoding.from_base64(encoding.to_base64("a b"))', "a b"),
        ('encoding.from_URLbase64(encoding.to_URLbase64("?>"))', "?>"),
        ('encoding.url_decode(encoding.url_encode("a b&c"))', "a b&c"),
        ('file.path_join("/a", "../b", "", "c")', "/b/c"),
        ('convert.nonsensitive("a")', "a"),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("2 ^ 10 - 1.5", 1022.5),
        ('!(1 < 2 && "a" == "b") || false', True),
        ('{"a" = ["b"]}["a"][0]', "b"),
    ],
)
def test_what_is_constant(text: str, value: object) -> None:
    folded = fold(read(text))
    assert folded is not None
    assert plain(folded) == value


@pytest.mark.parametrize(
    "text",
    [
        'sys.env("A")',
        'coalesce(sys.env("A"), "b")',
        "constants.hostname",
        "local.file.a.content",
        "[local.file.a.content]",
        'string.format("%x", 1)',
        'json_path("{}", ".a")',
        "9223372036854775807 + 1",
        "1 / 0",
        "string.join(1, 2, 3)",
    ],
)
def test_what_is_not_known(text: str) -> None:
    assert fold(read(text)) is None


@pytest.mark.parametrize(
    "text", ['encoding.from_json("{")', 'encoding.from_base64("?")', '["a"][1]', "{}.a", 'encoding.url_decode("%")']
)
def test_what_has_no_value(text: str) -> None:
    value = read(text)
    with pytest.raises(Undefined):
        fold(value)
    assert simplified(value) is value


def test_a_chosen_argument_is_the_node_itself() -> None:
    value = read('coalesce("", "up")')
    assert fold(value) is value.arguments[1]  # type: ignore[union-attr]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_json_is_read_as_it_is(value: object) -> None:
    folded = fold(read(f"encoding.from_json({quote(json.dumps(value))})"))
    assert folded is not None
    assert plain(folded) == value


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=12))
def test_base64_and_urls_come_back(text: str) -> None:
    for there, back in (("to_base64", "from_base64"), ("url_encode", "url_decode")):
        folded = fold(read(f"encoding.{back}(encoding.{there}({quote(text)}))"))
        assert folded is not None
        assert plain(folded) == text
