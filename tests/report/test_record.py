"""A record is what a frozen dataclass is, but for the guard."""

from __future__ import annotations

import dataclasses
from dataclasses import field, replace

from alloyc.report.record import dataclass


@dataclass(frozen=True)
class Spring:
    name: str
    depth: int = 3
    found_by: str = field(default="", compare=False)


@dataclasses.dataclass(frozen=True)
class Reference:
    name: str
    depth: int = 3
    found_by: str = field(default="", compare=False)


def test_equal_fields_are_equal_and_hash_alike() -> None:
    assert Spring("a", found_by="x") == Spring("a", found_by="y")
    assert len({Spring("a", found_by="x"), Spring("a", found_by="y"), Spring("a", 4)}) == 2


def test_another_class_is_never_equal() -> None:
    assert Spring("a") != Reference("a")


def test_is_shown_as_a_dataclass_is() -> None:
    assert repr(Spring("a")) == repr(Reference("a")).replace("Reference", "Spring")


def test_replace_and_match_work() -> None:
    match replace(Spring("a"), depth=5):
        case Spring(name, depth):
            assert (name, depth) == ("a", 5)
