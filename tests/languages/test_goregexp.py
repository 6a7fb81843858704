"""Go's regexp, against what Go finds and replaces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages.fault import LanguageFault, NotModelled
from alloyc.languages.goregexp import compile_regexp, quote_meta
from support.tables import table

CASES = table("languages/cases/goregexp.yaml")


@pytest.mark.parametrize("case", [case for case in CASES if "found" in case], ids=lambda case: case["pattern"])
def test_finds_and_replaces(case: dict[str, Any]) -> None:
    pattern = compile_regexp(case["pattern"])
    assert [found.group(0) for found in pattern.find_all(case["text"])] == case["found"]
    assert pattern.replace(case["text"], lambda found: pattern.expand(case["replacement"], found)) == case["replaced"]


@pytest.mark.parametrize("pattern", ["(", "a{1001}", "x**", r"\C", "(?=a)", "[z-a]"])
def test_refuses(pattern: str) -> None:
    with pytest.raises(LanguageFault):
        compile_regexp(pattern)


def test_two_groups_of_one_name_are_not_guessed() -> None:
    with pytest.raises(NotModelled):
        _ = compile_regexp("(?P<n>a)(?P<n>b)").names


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_a_quoted_text_matches_itself(text: str) -> None:
    assert compile_regexp(quote_meta(text), whole=True).matches(text)
