"""Go templates, against what Go makes of them."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages import gotemplate
from alloyc.languages.fault import EvaluationFault, LanguageFault, NotModelled
from support.tables import table

TABLE = table("languages/cases/gotemplate.yaml")
CASES = [case for group in TABLE["cases"].values() for case in group]


@pytest.mark.parametrize("case", [case for case in CASES if "gives" in case], ids=lambda case: case["template"])
def test_writes(case: dict[str, Any]) -> None:
    assert gotemplate.parse(case["template"]).execute(dict(TABLE["data"])) == case["gives"]


@pytest.mark.parametrize("case", [case for case in CASES if "fails" in case], ids=lambda case: case["template"])
def test_fails(case: dict[str, Any]) -> None:
    template = gotemplate.parse(case["template"])
    with pytest.raises(EvaluationFault):
        template.execute(dict(TABLE["data"]))


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in case], ids=lambda case: case["template"])
def test_refuses(case: dict[str, Any]) -> None:
    with pytest.raises(LanguageFault):
        gotemplate.parse(case["template"])


def test_a_fault_points_at_its_word() -> None:
    with pytest.raises(LanguageFault) as caught:
        gotemplate.parse("one\n  {{ .Value | ToUper }}")
    assert (caught.value.line, caught.value.column) == (2, 15)
    assert caught.value.help == "did you mean `ToUpper`?"


def test_only_given_functions_are_known() -> None:
    assert gotemplate.parse("{{ mine 1 }}", ["mine"])
    with pytest.raises(LanguageFault):
        gotemplate.parse("{{ len 1 }}", ["mine"])


@pytest.mark.parametrize("name", ["now", "env", "uuidv4", "randInt", "genCA"])
def test_chance_and_machine_are_not_guessed(name: str) -> None:
    with pytest.raises(NotModelled):
        gotemplate.parse(f"{{{{ {name} }}}}").execute({})


@given(st.text())
def test_any_text_is_a_template_or_a_fault(text: str) -> None:
    with contextlib.suppress(LanguageFault):
        gotemplate.parse("{{" + text)


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_actions_is_itself(text: str) -> None:
    assert gotemplate.parse(text).execute({}) == text
