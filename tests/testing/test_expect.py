"""What an expectation is held against, and what it comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.testing_small import alloytest

PASSED, FAILED, WRONG, INCONCLUSIVE = 0, 1, 2, 3
LINE = {"logs": [{"line": "hello", "labels": {"app": "x"}}]}
LOG = {"logs": [{"lines": ["start a", "more", "start b"], "labels": {"app": "x"}}]}
DEBUG = {"logs": [{"line": "a debug line", "labels": {"app": "x"}}]}
END, UNCLEAR = "loki.write.end", "loki.write.unclear"
PODS = {"pods": [{"name": "a", "containers": [{"name": "app", "ports": [80, 81]}]}]}

CASES: list[tuple[Any, Any, int]] = [
    (LINE, {"to": END}, PASSED),
    (LINE, {"to": END, "logs": 1, "labels": {"app": "x"}, "exact": True, "line": "hello", "tenant": "me"}, PASSED),
    (LINE, {"to": END, "logs": 2}, FAILED),
    (LINE, {"to": END, "none": True}, FAILED),
    (LINE, {"to": END, "labels": {"app": "z"}}, FAILED),
    (LINE, {"to": END, "labels": {"app": "x", "other": ""}}, PASSED),
    (LINE, {"to": END, "labels": {}, "exact": True}, FAILED),
    (LINE, {"to": END, "tenant": "you"}, FAILED),
    (LINE, {"to": END, "metadata": {"a": "b"}}, FAILED),
    (LINE, {"to": END, "spans": 1}, FAILED),
    (LINE, {"to": UNCLEAR, "logs": 1}, INCONCLUSIVE),
    (LINE, {"to": UNCLEAR, "none": True}, INCONCLUSIVE),
    (LINE, {"to": "any"}, PASSED),
    (LINE, {"to": "any", "logs": 1}, INCONCLUSIVE),
    (LINE, {"to": "loki.write.ende", "none": True}, WRONG),
    (LINE, {"none": True}, WRONG),
    (LINE, {"dropped_by": "loki.process.stages"}, INCONCLUSIVE),
    (DEBUG, {"to": "any", "none": True}, PASSED),
    (DEBUG, {"dropped_by": "loki.process.stages"}, PASSED),
    (DEBUG, {"dropped_by": "loki.write.end"}, FAILED),
    (DEBUG, {"dropped_by": "loki.process.stage"}, WRONG),
    (LOG, {"to": END, "logs": 2}, PASSED),
    (LOG, {"to": END, "line": "start a\nmore"}, PASSED),
    ({}, {"to": END, "none": True}, WRONG),
    ({**LINE, "at": "loki.source.ap"}, {"to": END}, WRONG),
    ({"at": "loki.source.api.in", "metrics": "up 1"}, {"to": END, "none": True}, WRONG),
    ({"at": "loki.process.stages", **LINE}, {"to": END, "logs": 1}, PASSED),
    (PODS, {"scraped": 2}, PASSED),
    (PODS, {"scraped": 1, "labels": {"instance": "10.0.0.1:80"}}, PASSED),
    (PODS, {"scraped": 1, "at": "prometheus.scrape.pods"}, FAILED),
    (PODS, {"scraped": 1, "at": "loki.source.api.in"}, WRONG),
    ({**PODS, "metrics": [{"text": "up 1", "pod": "a"}]}, {"to": "prometheus.remote_write.end", "series": 2}, PASSED),
    ({**PODS, "metrics": "up 1"}, {"to": "prometheus.remote_write.end"}, INCONCLUSIVE),
    ({"metrics": "up 1"}, {"to": "prometheus.remote_write.end", "labels": {"instance": "target"}}, PASSED),
    ({"metrics": "up 1", "at": "prometheus.scrape.limited"}, {"to": "prometheus.remote_write.limited"}, PASSED),
    ({"metrics": "up 1\ndown 1", "at": "prometheus.scrape.limited"}, {"to": "any", "none": True}, PASSED),
    ({"metrics": "up{"}, {"to": "prometheus.remote_write.end"}, INCONCLUSIVE),
]


@pytest.mark.parametrize(("given", "expected", "code"), CASES)
def test_an_expectation(given: Any, expected: Any, code: int, tmp_path: Path) -> None:
    result = alloytest(tmp_path, given, expected)
    assert result.exit_code == code, result.output
