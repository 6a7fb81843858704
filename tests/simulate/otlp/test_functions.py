"""Each function of OTTL that we claim, on one log record: cases of our own, with what the Collector makes of them.

values.jsonl: an expression, and the value that an attribute gets of it; editors.jsonl: a statement, and the fields of
the record that change. "error" is one where it runs, "refused" one where it is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alloyc.simulate.otlp import answer

from .test_conformance import in_order

HERE = Path(__file__).parent
DATA = json.loads((HERE / "log.json").read_text("utf-8"))
LOG = DATA["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]


def cases(name: str) -> list[Any]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


def run(statement: str) -> Any:
    """The record after a statement, or what went wrong."""
    quoted = json.dumps(statement, ensure_ascii=False)
    block = f'log_statements {{\n context = "log"\n statements = [{quoted}]\n}}\n'
    config = f'error_mode = "propagate"\n{block}output {{}}\n'
    result = answer({"kind": "transform", "config": config, "signal": "logs", "data": DATA})
    if "data" not in result:
        return {"failed": "error", "error": "refused"}.get(next(iter(result)), result)
    return result["data"]["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]


@pytest.mark.parametrize(("expression", "expected"), cases("values.jsonl"))
def test_a_value(expression: str, expected: Any) -> None:
    log = run(f'set(attributes["out"], {expression})')
    if isinstance(log, dict):
        log = next((pair["value"] for pair in log["attributes"] if pair["key"] == "out"), "nothing")
    assert in_order(log) == in_order(expected)


@pytest.mark.parametrize(("statement", "expected"), cases("editors.jsonl"))
def test_an_editor(statement: str, expected: Any) -> None:
    log = run(statement)
    if isinstance(log, dict):
        log = {name: log.get(name) for name in {**LOG, **log} if log.get(name) != LOG.get(name)}
        expected = {name: value for name, value in expected.items() if value != LOG.get(name)}
    assert in_order(log) == in_order(expected)
