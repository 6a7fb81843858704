"""Tables of examples beside tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

TESTS = Path(__file__).resolve().parents[1]


def table(path: str) -> Any:
    """A table, by its path in `tests/`."""
    return yaml.safe_load((TESTS / path).read_text("utf-8"))
