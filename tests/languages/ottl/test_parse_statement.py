"""Which statements are taken, and where the fault is in those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from alloyc.languages.ottl import OttlFault, parse_condition, parse_statement
from alloyc.languages.ottl.infer import infer_context
from alloyc.languages.ottl.parse import read_statement

HERE = Path(__file__).parent
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))
ACCEPTED = yaml.safe_load((HERE / "accepted.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("context", "text", "word", "help"), FAULTS)
def test_a_fault_points_at_its_word(context: str, text: str, word: str, help: str) -> None:
    with pytest.raises(OttlFault) as caught:
        parse_statement(text, context)
    fault = caught.value
    assert text[fault.offset : fault.offset + fault.length] == word
    assert help in fault.help


@pytest.mark.parametrize(("context", "text"), ACCEPTED)
def test_what_the_collector_takes_is_taken(context: str, text: str) -> None:
    assert parse_statement(text, context).editor is not None


def test_conditions_have_no_editors_and_functions_of_their_own() -> None:
    assert parse_condition('HasAttrKeyOnDatapoint("a")', "metric").editor is None
    with pytest.raises(OttlFault):
        parse_statement('set(name, "x") where HasAttrKeyOnDatapoint("a")', "metric")


def test_a_function_that_is_too_young_is_refused() -> None:
    with pytest.raises(OttlFault, match=r"is not in Alloy 1\.10"):
        parse_statement("delete_index(attributes, 0)", "span", version="1.10.0")
    assert parse_statement('delete_index(attributes["l"], 0)', "span", version="1.15.1")


def test_a_path_must_say_its_context_where_that_is_inferred() -> None:
    with pytest.raises(OttlFault, match="does not say its context"):
        parse_statement("set(span.name, kind)", "span", named=True)


@pytest.mark.parametrize(
    ("text", "signal", "context"),
    [
        ('set(span.name, resource.attributes["a"])', "traces", "span"),
        ('set(resource.attributes["a"], "b")', "traces", "resource"),
        ('set(resource.attributes["a"], SPAN_KIND_SERVER)', "traces", "spanevent"),
        ('set(metric.name, "x") where datapoint.value_int > 1', "metrics", "datapoint"),
    ],
)
def test_the_context_is_inferred(text: str, signal: str, context: str) -> None:
    assert infer_context([read_statement(text)], signal) == context


def test_no_context_is_inferred_from_nothing() -> None:
    with pytest.raises(OttlFault):
        infer_context([read_statement('set(name, "x")')], "traces")
