"""JMESPath, against what go-jmespath finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages import gojson, jmespath
from alloyc.languages.fault import EvaluationFault, LanguageFault, NotModelled
from support.tables import table

TABLE = table("languages/cases/jmespath.yaml")
DATA = gojson.loads(json.dumps(TABLE["data"]))
CASES = TABLE["cases"]


@pytest.mark.parametrize("case", [case for case in CASES if "gives" in case], ids=lambda case: case["expression"])
def test_finds(case: dict[str, Any]) -> None:
    assert jmespath.parse(case["expression"]).search(DATA) == case["gives"]


@pytest.mark.parametrize("case", [case for case in CASES if "fails" in case], ids=lambda case: case["expression"])
def test_fails(case: dict[str, Any]) -> None:
    expression = jmespath.parse(case["expression"])
    with pytest.raises(EvaluationFault):
        expression.search(DATA)


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=lambda case: case["expression"])
def test_refuses(case: dict[str, Any]) -> None:
    with pytest.raises(LanguageFault):
        jmespath.parse(case["expression"])


@pytest.mark.parametrize("expression", ["*", "keys(@)", "values(@)", "items(@)"])
def test_the_order_of_members_is_not_guessed(expression: str) -> None:
    with pytest.raises(NotModelled):
        jmespath.parse(expression).search({"a": 1.0, "b": 2.0})


def test_a_fault_points_at_its_word() -> None:
    with pytest.raises(LanguageFault) as caught:
        jmespath.parse("a.b[0].]")
    assert caught.value.offset == 7


@given(st.lists(st.from_regex("[a-z]{1,3}", fullmatch=True), min_size=1, max_size=4))
def test_a_plain_path_is_what_its_grammar_says(names: list[str]) -> None:
    from alloyc.languages.jmespath.build import build
    from alloyc.languages.jmespath.evaluate import Search

    data: Any = "found"
    for name in reversed(names):
        data = {name: data}
    path = ".".join(names)
    if "let" not in names and "in" not in names:
        assert jmespath.parse(path).search(data) == Search(data).value(build(path), data) == "found"
