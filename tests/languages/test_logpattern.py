"""The patterns of `stage.pattern`."""

from __future__ import annotations

import pytest

from alloyc.languages.fault import LanguageFault
from alloyc.languages.logpattern import parse

MATCHES = [
    ("<level> <msg>", "info hello world", [("level", "info"), ("msg", "hello world")]),
    ("level=<level> <_>", "level=info x", [("level", "info")]),
    ("level=<level> <_>", "lvl=info x", None),
    ("<_> user=<user> <_>", "a user=bob", [("user", "bob")]),
    ("<_> user=<user> <_>", "nothing here", []),
    ("<a>", "", None),
    ("<a>-<b>;", "1-2;3", [("a", "1"), ("b", "2")]),
    ("<1x> <a>", "<1x> y", [("a", "y")]),
]


@pytest.mark.parametrize(("pattern", "text", "found"), MATCHES)
def test_match(pattern: str, text: str, found: list[tuple[str, str]] | None) -> None:
    assert parse(pattern).match(text) == found


@pytest.mark.parametrize("pattern", ["", "plain", "<_>", "<a><b>", "<a> <a>", "<_><a>"])
def test_refuses(pattern: str) -> None:
    with pytest.raises(LanguageFault):
        parse(pattern)
