"""Each stage, against what Alloy's own makes of the same lines."""

from __future__ import annotations

from typing import Any

import pytest

from alloyc.simulate.logs.jsonl import answer
from alloyc.simulate.logs.pipeline import STAGES
from support.tables import table

CASES = table("simulate/logs/cases/stages.yaml")
TIME = "2026-11-24T10:11:12.123456789Z"


def with_time(entry: dict[str, Any]) -> dict[str, Any]:
    return {"ts": TIME} | entry


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_stage(case: dict[str, Any]) -> None:
    result = answer({"stages": case["stages"], "entries": [with_time(entry) for entry in case["entries"]], "now": TIME})
    expected = case["result"]
    assert result == (
        {"entries": [with_time(entry) for entry in expected["entries"]]} if "entries" in expected else expected
    )


def test_every_stage_has_a_case() -> None:
    shown = " ".join(case["stages"] for case in CASES)
    assert {name for name in STAGES if f"stage.{name} " not in shown} == {"geoip"}
