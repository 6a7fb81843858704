"""Values that cannot have an effect are told of in every build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused, dotted
from alloyc.values.load import load_text
from alloyc.values.nested import overlay

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "unused.yaml").read_text())
GOOD = {
    "cluster": {"name": "unit"},
    "destinations": {"logs": {"type": "loki", "url": "https://loki.example/loki/api/v1/push"}},
    "clusterEvents": {"enabled": True, "collector": "events"},
    "collectors": {"events": {"presets": ["singleton"]}},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["told"]) or "nothing")
def test_what_has_no_effect_is_told_of(case: dict[str, Any]) -> None:
    values = load_text(yaml.safe_dump(overlay(GOOD, case["values"])))
    try:
        found = compile_values(values).warnings
    except Refused as refused:
        found = refused.diagnostics
    told = [fault for fault in found if fault.code == "unused-option"]
    assert sorted(dotted(fault.path) for fault in told) == case["told"]
    assert any(fault.severity == "error" for fault in found) == case.get("errors", False)
