"""`alloyc simulate --jsonl`: a case a line, an answer a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alloyc.cli import main
from support.cluster import pod

RULES = 'rule {\n  source_labels = ["a"]\n  regex = "1"\n  action = "keep"\n}'


def ask(*cases: Any) -> list[Any]:
    lines = "\n".join(case if isinstance(case, str) else json.dumps(case) for case in cases)
    done = CliRunner().invoke(main, ["simulate", "--jsonl"], input=lines + "\n\n")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_rules() -> None:
    kept, dropped = ask(*({"kind": "discovery", "rules": RULES, "labels": {"a": value}} for value in ("1", "2")))
    assert (kept, dropped) == ({"keep": True, "labels": {"a": "1"}}, {"keep": False})


def test_targets() -> None:
    [found] = ask({"kind": "targets", "role": "pod", "objects": [pod("a")]})
    assert [target["__address__"] for target in found["targets"]] == ["10.0.0.1:80"]


MISSHAPEN = [
    "{", "[" * 100_000, "[]", "1", {}, {"kind": 1}, {"kind": "discovery"},
    {"kind": "discovery", "rules": "rule {", "labels": {}},
    {"kind": "discovery", "rules": "", "labels": []}, {"kind": "discovery", "rules": 1, "labels": {}},
    {"kind": "targets", "role": "pods", "objects": []}, {"kind": "targets", "role": "pod", "objects": [1]},
    {"kind": "nothing"}, {"kind": "prometheus", "rules": "rule {\n  action = x.y.z\n}", "labels": {}},
]  # fmt: skip


@pytest.mark.parametrize("case", MISSHAPEN, ids=lambda case: str(case)[:60])
def test_what_is_no_case_is_unknown(case: Any) -> None:
    [answer] = ask(case)
    assert list(answer) == ["unknown"]


def test_files_are_read_one_after_the_other(tmp_path: Path) -> None:
    case = tmp_path / "case.jsonl"
    case.write_text(json.dumps({"kind": "prometheus", "rules": "", "labels": {"ü": "1"}}))
    done = CliRunner().invoke(main, ["simulate", "--jsonl", str(case), str(case)])
    assert done.stdout == '{"keep":true,"labels":{"ü":"1"}}\n' * 2


@pytest.mark.parametrize("arguments", [["simulate"], ["simulate", "--jsonl", "no-such-file"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2
