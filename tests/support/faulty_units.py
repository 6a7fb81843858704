"""Which of some units mypy refuses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from mypy import api

COMPILER = Path(__file__).resolve().parents[2] / "compiler"


def refused(folder: Path, frame: str, units: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units among some expressions, each on a line of its own below the frame, that mypy finds a fault in."""
    (folder / "alloyc").symlink_to(COMPILER)
    lines = [f"UNIT_{i}: object = {unit}" for i, unit in enumerate(units)]
    source = folder / "birds.py"
    source.write_text("\n".join([frame, *lines]) + "\n")
    monkeypatch.setenv("MYPYPATH", str(folder))
    said, _, _ = api.run(["--follow-imports=silent", "--cache-dir", str(folder / "cache"), str(source)])
    first = source.read_text().splitlines().index(lines[0]) + 1
    faults = {int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}
    assert min(faults, default=first) >= first, said
    return [unit for number, unit in enumerate(units, first) if number in faults]
