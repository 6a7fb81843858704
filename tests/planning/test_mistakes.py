"""Each mistake in values is one error, and all of them are shown in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
from alloyc.values.nested import overlay

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
GOOD = {
    "cluster": {"name": "unit"},
    "destinations": {"logs": {"type": "loki", "url": "https://loki.example/loki/api/v1/push"}},
    "clusterEvents": {"enabled": True, "collector": "events"},
    "collectors": {"events": {"presets": ["singleton"]}},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_one_mistake_one_error(case: dict[str, Any]) -> None:
    text = yaml.safe_dump(overlay(GOOD, case["values"]))
    with pytest.raises(Refused) as refused:
        compile_values(load_text(text))
    assert sorted(fault.code for fault in refused.value.diagnostics if fault.severity == "error") == case["codes"]
