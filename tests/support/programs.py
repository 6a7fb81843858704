"""Programs that stand in for Alloy."""

from __future__ import annotations

import sys
from pathlib import Path

FAKE = Path(__file__).with_name("fake_alloy.py")


def program(folder: Path, command: str) -> str:
    """A program of one command of the shell."""
    path = folder / "alloy"
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)
    return str(path)


def fake_alloy(folder: Path) -> str:
    """One that is ready, has a process of its own, and sends nothing."""
    return program(folder, f'exec {sys.executable} {FAKE} "$@"')
