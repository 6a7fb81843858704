"""Many mistakes, some in the same section: all are shown in one run, each at its line, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from alloyc import check

FILE = Path(__file__).parent / "twenty_mistakes.yaml"


def test_every_mistake_is_shown_in_one_run() -> None:
    lines = enumerate(FILE.read_text().splitlines(), 1)
    wanted = [(number, code) for number, line in lines for code in re.findall(r"  (?:#|//) ([\w-]+)$", line)]
    found = sorted((fault.span.line, fault.code) for fault in check(str(FILE)) if fault.span)
    assert len(wanted) > 20
    assert found == wanted
