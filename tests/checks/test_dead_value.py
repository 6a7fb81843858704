"""What is said of each value is what building without it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.checks.dead_value import ineffective
from alloyc.checks.finding import Case
from alloyc.checks.outcome import leaves, outcome, without
from alloyc.compile import Settings, compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load
from support.reference import ABSENT, cases, values_of

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))
SAMPLE = [values_of(case) for case in cases()[::60]]


@pytest.mark.parametrize("file", [*FIXTURES[::6], *SAMPLE], ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_leaf_is_what_a_build_without_it_shows(file: Path) -> None:
    values = load([str(file)])
    try:
        case = Case(values, Settings(), compile_values(values))
    except Refused:
        pytest.skip("it does not build")
    before = outcome(values, Settings())
    assert before is not None
    without_each = {path: outcome(without(values, [path]), Settings()) for path in leaves(values.root)}
    same = {path for path, after in without_each.items() if after is not None and before.is_without_loss(after)}
    assert ineffective(case) == same


@pytest.mark.skipif(not SAMPLE, reason=ABSENT)
def test_there_are_cases() -> None:
    assert len(SAMPLE) >= 5
