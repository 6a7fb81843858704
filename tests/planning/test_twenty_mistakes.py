"""Many mistakes, some in the same section: all are shown in one run, each at its line, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alloyc import check

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("name", ["twenty_mistakes.yaml", "thirty_mistakes.yaml"])
def test_every_mistake_is_shown_in_one_run(name: str) -> None:
    lines = (FOLDER / name).read_text().splitlines()
    said = [(number, re.search(r"  (?:#|//) ([\w, -]+)$", line)) for number, line in enumerate(lines, 1)]
    wanted = [(number, code) for number, found in said if found for code in found[1].split(", ")]
    shown = [fault for fault in check(str(FOLDER / name)) if fault.severity == "error"]
    assert len(wanted) > 20
    assert sorted((fault.span.line, fault.code) for fault in shown if fault.span) == wanted
