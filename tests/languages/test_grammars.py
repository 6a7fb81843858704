"""The tables of each language are those of its grammar."""

from __future__ import annotations

from importlib.resources import files

import pytest

from alloyc.languages.generate import generate
from alloyc.languages.grammars import LANGUAGES, TABLES


@pytest.mark.parametrize("name", LANGUAGES)
def test_tables_are_up_to_date(name: str) -> None:
    """If not: make grammar"""
    assert files("alloyc.grammar").joinpath(TABLES.format(name)).read_text("utf-8") == generate(name)
