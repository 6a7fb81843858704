"""Every recorded pipeline of the conformance data."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from alloyc.simulate.logs.jsonl import answer
from support.reference import ABSENT, CONFORMANCE

RECORDED = CONFORMANCE / "semantics" / "process.jsonl.gz"


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, which says nothing."""
    if "entries" not in result:
        return result
    return {"entries": [{key: value for key, value in entry.items() if value} for entry in result["entries"]]}


@pytest.mark.skipif(not RECORDED.is_file(), reason=ABSENT)
def test_no_answer_is_wrong_and_few_are_unknown() -> None:
    cases = [json.loads(line) for line in gzip.decompress(RECORDED.read_bytes()).splitlines()]
    answers = [answer({key: value for key, value in case.items() if key != "result"}) for case in cases]
    known = [(got, case) for got, case in zip(answers, cases, strict=True) if "unknown" not in got]
    assert [case["stages"] for got, case in known if comparable(got) != comparable(case["result"])] == []
    assert len(cases) - len(known) < len(cases) * 0.02
