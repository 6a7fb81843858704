"""Go's times, against what Go makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alloyc.languages.fault import EvaluationFault, LanguageFault, NotModelled
from alloyc.languages.gotime import Moment, civil_date, days_of, format_rfc3339, load_zone, parse_duration
from alloyc.languages.gotime_layout import NAMED_LAYOUTS, layout
from support.tables import table

TABLE = table("languages/cases/gotime.yaml")


def parsed(case: dict[str, Any]) -> Moment:
    zone = load_zone(case.get("zone", ""))
    return layout(case["layout"]).parse(case["text"], zone, zone)


@pytest.mark.parametrize("case", [case for case in TABLE["times"] if "gives" in case], ids=lambda case: case["text"])
def test_reads(case: dict[str, Any]) -> None:
    assert format_rfc3339(parsed(case).nanoseconds) == case["gives"]


@pytest.mark.parametrize("case", [case for case in TABLE["times"] if "fails" in case], ids=lambda case: case["text"])
def test_fails(case: dict[str, Any]) -> None:
    with pytest.raises(EvaluationFault):
        parsed(case)


@pytest.mark.parametrize("case", TABLE["durations"], ids=lambda case: case["text"])
def test_durations(case: dict[str, Any]) -> None:
    if "gives" in case:
        assert parse_duration(case["text"]) == case["gives"]
    else:
        with pytest.raises(LanguageFault):
            parse_duration(case["text"])


@given(st.integers(-(10**20), 10**20))
def test_a_time_reads_back(nanoseconds: int) -> None:
    text = format_rfc3339(nanoseconds)
    if text[0] != "-" and text[4] == "-":
        assert layout(NAMED_LAYOUTS["RFC3339Nano"]).parse(text).nanoseconds == nanoseconds


@given(st.integers(-1_000_000, 4_000_000))
def test_a_date_is_its_day(days: int) -> None:
    assert days_of(*civil_date(days)) == days


def test_zones() -> None:
    with pytest.raises(LanguageFault):
        load_zone("Mars/Olympus")
    with pytest.raises(NotModelled):
        load_zone("Local")
