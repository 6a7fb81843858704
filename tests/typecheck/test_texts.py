"""Texts with a syntax of their own."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, strategies

from alloyc.typecheck.statements import statement_fault
from alloyc.typecheck.texts import plain, text_fault


@given(strategies.text(alphabet="ab.*+()|^$?:, ", max_size=12))
def test_what_is_called_plain_is_valid(pattern: str) -> None:
    if plain(pattern):
        re2.compile(f"^(?:{pattern})$")


@pytest.mark.parametrize(
    "text",
    [
        'set(attributes["a"], "b")',
        'set(attributes["a"], "b") where attributes["c"] == nil and not IsMatch(body, "^a\\"b")',
        'delete_key(resource.attributes, "a") where (severity_number < 5 or true)',
        'keep_keys(attributes, ["a", "b"])',
        'set(time, Now() - Duration("1h"))',
        'set(attributes["a"], {"b": 1.5, "c": [0x0f, -1]})',
        'replace_all_patterns(attributes, "value", "a", "b", SHA256)',
        'merge_maps(attributes, ParseJSON(body), strategy = "upsert")',
    ],
)
def test_statements(text: str) -> None:
    assert statement_fault(text, editor=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "set",
        'set(attributes["a"], "b"',
        'set(attributes["a"]], "b")',
        'set(attributes["a], "b")',
        "set(attributes['a'], 1)",
        'sett(attributes["a"], "b")',
        "set(a, Upper(b))",
        "set(a, delete_key(b, c))",
        "Concat([a], b)",
        "set(a, b) when c == d",
        "set(a, b) where",
        "a == b",
    ],
)
def test_statements_that_are_none(text: str) -> None:
    assert statement_fault(text, editor=True) is not None


@pytest.mark.parametrize(("text", "fits"), [('name == "a"', True), ("IsMatch(name, `a`)", False), ("", False)])
def test_conditions(text: str, fits: bool) -> None:
    assert (statement_fault(text, editor=False) is None) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('{foo="bar"}', True),
        ('{ foo = "ba\\"r", bar!~"b.+" }', True),
        ('{foo="bar"} |= "baz" |~ "blip" != "flip" !~ "flap"', True),
        ('{foo=~"\\\\d+"}', True),
        ("{}", False),
        ('{foo="bar}', False),
        ('{foo="bar"', False),
        ('{foo=="bar"}', False),
        ('{foo="bar"} "baz"', False),
        ('{foo=~"("}', False),
    ],
)
def test_selectors(text: str, fits: bool) -> None:
    assert (text_fault(text, "selector") is None) is fits


@pytest.mark.parametrize(
    ("text", "fits"), [("{{ .Value }}", True), ("plain", True), ("{{ .Value", False), ("}} {{", False)]
)
def test_templates(text: str, fits: bool) -> None:
    assert (text_fault(text, "template") is None) is fits
