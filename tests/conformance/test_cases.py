"""Every conformance case: the same flows as the reference, or refused as the reference refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alloyc.compile import Settings, compile_values
from alloyc.graph.read import read_graph
from alloyc.passes.fold_constants import fold_constants
from alloyc.proof.round_trip import print_graph
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load
from conformance.lists import DEPARTURES, NOT_YET, distinct, holds_ignored_key, is_fed
from support.reference import ABSENT, cases, expected, flows_of, values_of

ALL = cases() or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))]
DIFFERENCES = Path(__file__).resolve().parents[2] / "docs" / "differences.md"


def flows_at(case: str, level: int) -> dict[str, dict[str, list[str]]]:
    values = load([str(values_of(case))])
    built = compile_values(
        values, Settings(level=level, unknown_keys="warn" if holds_ignored_key(values.data) else "error")
    )
    return {c.collector: flows_of(c.text) for c in built.configurations if not c.satellite}


def reference_flows(case: str) -> dict[str, dict[str, list[str]]]:
    """What the reference's configurations do, with what is constant in them computed as -O2 does."""
    texts = {file.stem: file.read_text() for file in (values_of(case).parent / "reference").glob("*.alloy")}
    return {name: flows_of(print_graph(fold_constants(distinct(read_graph(text))))) for name, text in texts.items()}


def compared(collectors: dict[str, dict[str, Any]], level: int) -> dict[str, set[str]]:
    """The digests of the flows that count at a level."""
    return {
        name: {digest for digest, names in flows.items() if level < 2 or is_fed(names)}
        for name, flows in collectors.items()
    }


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("case", ALL)
def test_case(case: str, level: int, request: pytest.FixtureRequest) -> None:
    if case in NOT_YET:
        request.applymarker(pytest.mark.xfail(strict=True, reason="not supported yet"))
    wanted = expected(case)
    if "refused" in wanted or case in DEPARTURES:
        with pytest.raises(Refused) as refused:
            flows_at(case, level)
        assert all(fault.span for fault in refused.value.diagnostics)
    else:
        known = reference_flows(case) if level == 2 else wanted["collectors"]
        assert compared(flows_at(case, level), level) == compared(known, level)


@pytest.mark.parametrize("case", DEPARTURES)
def test_departure_is_one(case: str) -> None:
    if case not in cases():
        pytest.skip(f"no case {case}")
    assert "refused" not in expected(case)


@pytest.mark.parametrize("title", sorted(set(DEPARTURES.values())))
def test_departure_is_documented(title: str) -> None:
    assert f"## {title}\n" in DIFFERENCES.read_text()
