"""Recorded cases: what a checkout alone can say of the reference; beside the conformance data, that they are theirs."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from alloyc.compile import Settings, compile_values
from alloyc.graph.read import read_graph
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
from conformance.lists import holds_ignored_key, is_fed
from conformance.record import recorded
from support.judge import judged
from support.reference import ABSENT, CONFORMANCE, RECORDED

CASES = sorted(file.stem for file in RECORDED.glob("*.yaml"))


def record(case: str) -> Any:
    return yaml.safe_load((RECORDED / f"{case}.yaml").read_text("utf-8"))


def built(values: Any, level: int) -> dict[str, dict[str, str]]:
    settings = Settings(level=level, unknown_keys="warn" if holds_ignored_key(values) else "error")
    compilation = compile_values(load_text(yaml.safe_dump(values)), settings)
    return {c.collector: judged(read_graph(c.text)) for c in compilation.configurations if not c.satellite}


def compared(collectors: dict[str, dict[str, str]], level: int) -> dict[str, set[str]]:
    """The digests that count at a level: -O2 takes out the ways in that nothing feeds."""
    return {
        name: {digest for digest, ways in digests.items() if level < 2 or is_fed(ways)}
        for name, digests in collectors.items()
    }


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("case", [case for case in CASES if "collectors" in record(case)])
def test_does_what_the_reference_does(case: str, level: int) -> None:
    kept = record(case)
    assert compared(built(kept["values"], level), level) == compared(kept["collectors"], level)


@pytest.mark.parametrize("case", [case for case in CASES if "refused" in record(case)])
def test_is_refused_as_by_the_reference(case: str) -> None:
    with pytest.raises(Refused) as refused:
        built(record(case)["values"], 0)
    assert all(fault.span for fault in refused.value.diagnostics)


@pytest.mark.skipif(not CONFORMANCE.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("case", CASES)
def test_the_record_is_what_the_data_give(case: str) -> None:
    assert record(case) == recorded(case)
