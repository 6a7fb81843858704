"""Every file in fixtures/invalid is refused with the codes that its comments name, at their lines, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alloyc import check

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "invalid"
ALL = sorted(path.name for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", ALL)
def test_refused(name: str) -> None:
    path = FOLDER / name
    lines = path.read_text().splitlines()
    wanted = {(number, code) for number, line in enumerate(lines, 1) for code in re.findall(r"# error: (\S+)", line)}
    found = {(fault.span.line, fault.code) for fault in check(str(path)) if fault.severity == "error" and fault.span}
    assert wanted
    assert found == wanted


@pytest.mark.parametrize("name", ALL)
def test_name_says_the_code(name: str) -> None:
    assert f"# error: {name.split('--')[0]}" in (FOLDER / name).read_text()
