"""The recorded answers of the Collector's own processors, of which we may say `unknown` to a few, and be wrong about
none."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

import pytest

from alloyc.simulate.otlp import answer
from support.reference import ABSENT, CONFORMANCE

RECORDED = CONFORMANCE / "semantics" / "otel.jsonl.gz"
CHUNKS = 8

pytestmark = pytest.mark.skipif(not RECORDED.is_file(), reason=ABSENT)


@cache
def lines() -> list[dict[str, Any]]:
    with gzip.open(RECORDED, "rt") as file:
        return [json.loads(line) for line in file]


def in_order(value: Any, key: str = "") -> Any:
    """A result with its attributes sorted, and numbers of one kind."""
    if isinstance(value, dict):
        return {name: in_order(item, name) for name, item in value.items()}
    if isinstance(value, list):
        items = [in_order(item) for item in value]
        has_keys = bool(items) and isinstance(items[0], dict) and "key" in items[0]
        return sorted(items, key=json.dumps) if has_keys or key == "attributes" else items
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def agrees(ours: dict[str, Any], recorded: dict[str, Any]) -> bool:
    if "error" in recorded or "unknown" in ours:
        return "error" in ours or "unknown" in ours
    return bool(in_order(ours) == in_order(recorded))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_answer_is_wrong(chunk: int) -> None:
    wrong = [line["config"] for line in lines()[chunk::CHUNKS] if not agrees(answer(line), line["result"])]
    assert wrong == []


def test_few_answers_are_unknown() -> None:
    some = lines()[::10]
    assert sum("unknown" in answer(line) for line in some) < len(some) / 20
