"""Texts with a syntax of their own."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, strategies

from alloyc.syntax.parser import parse
from alloyc.typecheck import check
from alloyc.typecheck.texts import SIMPLE, parse_text, plain, simple, text_fault


@given(strategies.text(alphabet="ab.*+()|^$?:, ", max_size=12))
def test_what_is_called_plain_is_valid(pattern: str) -> None:
    if plain(pattern):
        re2.compile(f"^(?:{pattern})$")


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


WORDS = {
    "jmespath": ('loki.process "a" {\n forward_to = []\n stage.json { expressions = { a = "b.[[" } }\n}', 3, 40),
    "template": (
        'loki.process "a" {\n forward_to = []\n stage.template {\n source = "a"\n'
        " template = `x\n{{ .V | nofunc }}`\n }\n}",
        6,
        9,
    ),
    "selector": (
        'loki.process "a" {\n forward_to = []\n stage.match {\n selector = "{a==\\"b\\"}"\n action = "drop"\n }\n}',
        4,
        17,
    ),
    "statement": (
        'otelcol.processor.transform "a" {\n output { }\n log_statements {\n context = "log"\n'
        ' statements = ["set(bodi, \\"a\\")"]\n }\n}',
        5,
        21,
    ),
    "time zone": (
        'loki.process "a" {\n forward_to = []\n stage.timestamp {\n source = "a"\n format = "RFC3339"\n'
        ' location = "Mars/Base"\n }\n}',
        6,
        14,
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_fault_points_at_the_word(language: str) -> None:
    text, line, column = WORDS[language]
    found = [fault for fault in check(parse(text, "t"), source="t") if fault.severity == "error"]
    spans = [fault.span for fault in found if fault.code != "refused-component"]
    assert [(span.line, span.column) for span in spans if span is not None] == [(line, column)]


@given(strategies.text(alphabet='{}ab._"=|!, \\[', max_size=14), strategies.sampled_from(sorted(SIMPLE)))
def test_what_is_called_simple_is_valid(text: str, syntax: str) -> None:
    if text and simple(text, syntax):
        parse_text(text, syntax)
