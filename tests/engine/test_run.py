"""A test through another engine, from the command line. A small program stands in for Alloy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.programs import fake_alloy, program
from support.testing_small import alloytest

LINE = {"logs": [{"line": "hello", "labels": {"app": "x"}}]}
ARRIVES = {"to": "loki.write.end"}
TARGET = {"at": "prometheus.scrape.limited", "metrics": "up 1"}


def verdict(folder: Path, given: dict[str, object], alloy: str, expect: object) -> tuple[int, str, str]:
    options = ("--engine", "alloy", "--alloy", alloy, "--engine-timeout", "2", "--diagnostics", "json")
    result = alloytest(folder, given, expect, options=options)
    [fault] = json.loads(result.stdout)
    return result.exit_code, fault["code"], fault["message"]


def test_what_does_not_come_is_a_difference(tmp_path: Path) -> None:
    code, name, message = verdict(tmp_path, TARGET, fake_alloy(tmp_path), {"to": "prometheus.remote_write.limited"})
    assert (code, name) == (1, "engine-disagrees")
    assert "in the simulation alone, series at `prometheus.remote_write.limited`" in message


def test_one_that_does_not_run_says_nothing_of_the_test(tmp_path: Path) -> None:
    code, name, message = verdict(tmp_path, LINE, program(tmp_path, "echo Error: no such flag; exit 1"), ARRIVES)
    assert (code, name) == (3, "inconclusive-test")
    assert message.endswith("it does not go through Alloy: Alloy ends at once: Error: no such flag")


def test_one_that_refuses_is_heard(tmp_path: Path) -> None:
    code, name, message = verdict(tmp_path, LINE, fake_alloy(tmp_path), ARRIVES)
    assert (code, name) == (3, "inconclusive-test")
    assert "`loki.source.api.in` does not listen" in message


@pytest.mark.parametrize("given", [{"logs": [{"line": "a"}], "at": "nothing"}])
def test_what_cannot_be_given_is_said_once_a_judge(given: dict[str, object], tmp_path: Path) -> None:
    assert verdict(tmp_path, given, fake_alloy(tmp_path), ARRIVES)[1] == "impossible-expectation"
