"""The chart's own configuration beside ours: the same, or exactly what docs/differences.md names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alloyc.compile import Settings
from alloyc.diff.changes import Difference
from alloyc.diff.compare import compare
from alloyc.diff.sides import read_side
from conformance.lists import DEPARTURES, NOT_YET, holds_ignored_key
from support.reference import ABSENT, CONFORMANCE, cases, expected, values_of

JUDGED = [case for case in cases() if case not in {*NOT_YET, *DEPARTURES} and "collectors" in expected(case)]
ALL = JUDGED or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))]


def difference(case: str) -> Difference:
    from alloyc.values.load import load

    ignored = holds_ignored_key(load([str(values_of(case))]).data)
    ours = read_side((str(values_of(case)),), Settings(unknown_keys="warn" if ignored else "error"), {})
    assert ours.built is not None
    own = {c.collector for c in ours.built.configurations if not c.satellite}
    ours = replace(ours, graphs=tuple(graph for graph in ours.graphs if graph.collector in own))
    return compare(read_side((str(CONFORMANCE / "cases" / case / "reference"),), Settings(), {}), ours)


@pytest.mark.parametrize("case", ALL)
def test_the_chart_and_we_do_the_same(case: str) -> None:
    found = difference(case)
    assert {(change.aspect, change.name) for change in found.changes} <= {("labels", "job")}
    assert {change.sources for change in found.changes} <= {("profiling",), ("kubernetesManifests",)}
    assert found.same is (not found.changes)
