"""The verdicts of Alloy's own parser, and the bytes of `alloy fmt`, on texts whole and broken."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from alloyc.report.diagnostics import Refused
from alloyc.syntax.printer import format_alloy

CHUNKS = 10
REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("ALLOYC_CONFORMANCE") or REPOSITORY.parent / "shared" / "conformance")
CASES = FOLDER / "syntax" / "cases.json"

pytestmark = pytest.mark.skipif(not CASES.exists(), reason=f"no conformance data at {CASES}")


@cache
def cases() -> list[tuple[str, str | None]]:
    """Each text with what `alloy fmt` makes of it: None where it is refused."""
    data: dict[str, list[dict[str, Any]]] = json.loads(CASES.read_text("utf-8"))
    files = [(case["in"], case.get("out")) for case in data["files"]]
    return files + [(case["text"], case.get("out")) for case in data["snippets"]]


def formatted(text: str) -> str | None:
    try:
        return format_alloy(text)
    except Refused:
        return None


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_formats_as_alloy_does_and_refuses_what_alloy_refuses(chunk: int) -> None:
    for text, wanted in cases()[chunk::CHUNKS]:
        assert formatted(text) == wanted, text


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_formatting_twice_changes_nothing_more(chunk: int) -> None:
    """Without comments: Alloy itself moves some of those at each formatting, and so do we."""
    for _, wanted in cases()[chunk::CHUNKS]:
        if wanted is not None and "/*" not in wanted and "//" not in wanted:
            assert formatted(wanted) == wanted
