"""Places inside texts: the line and column of a text value are found again in the file."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from alloyc.values.load import Values, load_text
from alloyc.values.overrides import Override


def character(values: Values, line: int, column: int) -> str:
    span = values.locate_within(("section", "text"), line, column)
    assert span is not None
    return values.sources[span.file].split("\n")[span.line - 1][span.column - 1]


@given(st.text(alphabet="abé漢:#-' \n", max_size=30), st.sampled_from(["|", ">", '"', "'", None]))
def test_every_character_is_found_in_every_style(text: str, style: str | None) -> None:
    dumped = yaml.safe_dump({"section": {"text": text}}, default_style=style, allow_unicode=True, width=12)
    assume(yaml.safe_load(dumped) == {"section": {"text": text}})  # PyYAML folds lines that begin with a space
    values = load_text(dumped)
    assert values.data == {"section": {"text": text}}
    for number, line in enumerate(text.split("\n"), 1):
        for column, expected in enumerate(line, 1):
            if expected not in " ":
                assert character(values, number, column) == expected


@pytest.mark.parametrize(
    ("text", "line", "column", "place"),
    [
        ("a: |\n  x {\n    y = @\n  }\n", 2, 7, "values.yaml:3:9"),
        ("a: |2\n    x\n   y\n", 2, 2, "values.yaml:3:4"),
        ("a: |-  # why\n\n  x\n", 2, 1, "values.yaml:3:3"),
        ("a: >\n  x\n  y\n\n  z\n", 1, 3, "values.yaml:3:3"),
        ("a: >\n  x\n  y\n\n  z\n", 2, 1, "values.yaml:5:3"),
        ('a: "x\\ny = @"\n', 2, 5, "values.yaml:1:12"),
        ('a: "x\\\n  y"\n', 1, 2, "values.yaml:2:3"),
        ("a: x y\n", 1, 3, "values.yaml:1:6"),
        ("a: &x !!str y z\n", 1, 3, "values.yaml:1:15"),
        ("a: |\r\n  x\r\n  y\r\n", 2, 1, "values.yaml:3:3"),
        ("a: x\n", 9, 9, "values.yaml:1:5"),
    ],
)
def test_places_in_texts(text: str, line: int, column: int, place: str) -> None:
    assert str(load_text(text).locate_within(("a",), line, column)) == place


def test_an_alias_leads_to_the_text_of_its_anchor() -> None:
    values = load_text("a: &a |\n  x\n  y\nb: *a\n")
    assert str(values.locate_within(("b",), 2, 1)) == "values.yaml:3:3"


def test_in_an_argument_backslashes_do_not_count() -> None:
    values = load_text("", overrides=[Override("set", r"a=x\,y\,z")])
    assert str(values.locate_within(("a",), 1, 5)) == "<--set 1>:1:9"


def test_what_is_no_text_is_located_as_a_value() -> None:
    assert str(load_text("a:\n  b: 12\n").locate_within(("a", "b"), 3, 3)) == "values.yaml:2:6"
    assert str(load_text("a:\n  b: 12\n").locate_within(("a", "c"), 3, 3)) == "values.yaml:1:1"
