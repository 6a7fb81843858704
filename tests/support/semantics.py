"""What was recorded of Alloy's own code: `conformance/semantics`."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

from support.reference import CONFORMANCE

FOLDER = CONFORMANCE / "semantics"
CHUNKS = range(8)


@cache
def recorded(name: str) -> list[dict[str, Any]]:
    """The lines of a file; none where the data is absent."""
    path = FOLDER / f"{name}.jsonl.gz"
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def chunk(name: str, number: int) -> list[dict[str, Any]]:
    """Every eighth line, from one on. Skips the test where the data is absent."""
    lines = recorded(name)
    if not lines:
        import pytest

        pytest.skip(f"no {FOLDER / name}.jsonl.gz")
    return lines[number :: len(CHUNKS)]
