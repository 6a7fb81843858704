"""The room's place: it reads the compiler, and the compiler knows nothing of it."""

from __future__ import annotations

from pathlib import Path

COMPILER = Path(__file__).resolve().parents[2] / "compiler"


def test_only_the_command_line_knows_the_room() -> None:
    files = [path for path in COMPILER.rglob("*.py") if "picture" in path.read_text(encoding="utf-8")]
    rooms = {path.relative_to(COMPILER).parts[0] for path in files}
    assert rooms <= {"picture", "cli"}
