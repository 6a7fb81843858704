"""Release info is what the reference reports, to the letter."""

from __future__ import annotations

import json

import pytest

from alloyc.compile import Settings, plan_values
from alloyc.emit.release_info import release_info
from alloyc.features.self_reporting import METRICS_FILE
from alloyc.values.load import load
from conformance.lists import DEPARTURES
from support.reference import ABSENT, CONFORMANCE, cases, expected, values_of
from support.small import planned

BUILT = [case for case in cases() if "refused" not in expected(case) and case not in DEPARTURES]


@pytest.mark.parametrize("case", BUILT or [pytest.param("", marks=pytest.mark.skip(reason=ABSENT))])
def test_case(case: str) -> None:
    objects = json.loads((CONFORMANCE / "cases" / case / "objects.json").read_text())
    wanted = [o["data"] for o in objects if o["metadata"]["name"].endswith("-release-info")]
    plan = plan_values(load([str(values_of(case))]), Settings(unknown_keys="warn"))
    assert release_info(plan) == (wanted[0] if wanted else {})


def test_nothing_is_reported_where_it_is_off() -> None:
    section = "costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}"
    assert release_info(planned(f"{section}\nselfReporting: {{enabled: false}}")) == {}


def test_quotes_in_labels_are_escaped() -> None:
    collectors = 'collectors: {"alloy": {presets: [clustered, statefulset], controller: {type: "a\\"b"}}}\n'
    section = "costMetrics: {enabled: true, opencost: {labelMatchers: {app: opencost}}}"
    assert 'kind="a\\"b"' in release_info(planned(section, collectors))[METRICS_FILE]
