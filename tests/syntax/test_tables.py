"""The tables are those of the grammar."""

from __future__ import annotations

from importlib.resources import files

from alloyc.syntax.generate import TABLES, generate
from alloyc.syntax.nodes import MAKERS
from alloyc.syntax.tables import tables


def test_tables_are_up_to_date() -> None:
    """If not: python -m alloyc.syntax.generate"""
    assert files("alloyc.grammar").joinpath(TABLES).read_text("utf-8") == generate()


def test_every_rule_has_a_maker_and_every_maker_a_rule() -> None:
    assert {rule.make for rule in tables().rules} - {"", "items"} == MAKERS.keys()
