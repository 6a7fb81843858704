"""Questions that users asked: the line that decides, and the change that helps."""

from __future__ import annotations

import pytest
import yaml

from alloyc import why
from alloyc.report.diagnostics import dotted
from alloyc.values.load import load_text
from alloyc.why.edits import edited_world
from alloyc.why.places import span
from alloyc.why.write import applied
from support import questions

NAMES = questions.names()


def test_there_are_enough() -> None:
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_verdict(name: str) -> None:
    case = questions.case(name)
    assert case.answer().verdict == case.expected["outcome"]


@pytest.mark.parametrize("name", [name for name in NAMES if "decided_by" in questions.case(name).expected])
def test_what_decides(name: str) -> None:
    case = questions.case(name)
    found = case.answer()
    [outcome] = found.outcomes
    first = (outcome.decision.by if outcome.decision else outcome.missing_by)[0]
    assert dotted(first.path) == case.expected["decided_by"]
    place = span(found.world, first)
    assert (place and case.text.split("\n")[place.line - 1].strip()) == case.expected.get("line")


@pytest.mark.parametrize("name", [name for name in NAMES if "edit" in questions.case(name).expected])
def test_smallest_change(name: str) -> None:
    case = questions.case(name)
    [change] = case.answer().edits[0].changes
    assert {"path": dotted(change.path), "value": change.value} == case.expected["edit"]


@pytest.mark.parametrize("name", NAMES)
def test_each_edit_does_what_it_says(name: str) -> None:
    case = questions.case(name)
    found = case.answer()
    assert found.edits
    for edit in found.edits:
        after = why.answer(edited_world(found.world, edit.changes), case.question)
        assert after.verdict == case.wanted, edit


@pytest.mark.parametrize("name", NAMES)
def test_each_edit_does_so_in_the_file(name: str) -> None:
    case = questions.case(name)
    text = "# kept\n" + case.text
    for edit in case.answer().edits:
        written = applied(text, edit)
        assert written.startswith("# kept\n")
        assert yaml.safe_load(written) != yaml.safe_load(text)
        assert why.answer(why.world(load_text(written)), case.question).verdict == case.wanted
