"""A single mistake in good values is one error, at its line: what follows from it is not said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text

FOLDER = Path(__file__).parent / "one_mistake"
GOOD = (FOLDER / "good.yaml").read_text()
MISTAKES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "mistakes.yaml").read_text())


def test_without_a_mistake_there_is_no_error() -> None:
    assert compile_values(load_text(GOOD)).warnings == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["instead"].strip()[-40:])
def test_one_mistake_is_one_error(mistake: dict[str, Any]) -> None:
    text = GOOD.replace(mistake["written"], mistake["instead"], 1)
    assert text != GOOD
    with pytest.raises(Refused) as refused:
        compile_values(load_text(text))
    errors = [(f.code, f.span and f.span.line) for f in refused.value.diagnostics if f.severity == "error"]
    assert errors == [(mistake["code"], line_of(text, mistake))]


def line_of(text: str, mistake: dict[str, Any]) -> int:
    start = text.index(mistake["at"]) if "at" in mistake else GOOD.index(mistake["written"])
    return text.count("\n", 0, start) + 1
