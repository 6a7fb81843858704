"""The selectors of `stage.match`."""

from __future__ import annotations

import pytest

from alloyc.languages.fault import LanguageFault
from alloyc.languages.logql import parse

LABELS = {"job": "prod", "level": "info"}
ACCEPTS = [
    '{job="prod"}',
    '{job=~"p.*", level!="warn"}',
    '{absent=""}',
    '{absent!="x"}',
    '{level!~"w.*|e.*"}',
    '{job="prod"} |= "hello"',
    '{job="prod"} != "bye" |~ "(?i)HELLO" !~ "^x"',
    '{ job = "prod" , level = "info" } // why',
    '{job=~"pr.d"}|="hello"|="world"',
]
DENIES = ['{job="x"}', '{job=~"pro"}', '{absent="x"}', '{job="prod"} |= "Hello"', '{job="prod"} !~ "hello"']
REFUSED = [
    ("{}", 1),
    ("", 0),
    ('{job="prod"', 11),
    ('{job="prod",}', 12),
    ("{job=`prod`}", 5),
    ('{job=~"("}', 6),
    ('{job="prod"} |~ "["', 16),
    ('{job="prod"} | json', 13),
    ('{job="\\q"}', 5),
    ('{job>"x"}', 4),
    ('{job="prod"} |=', 15),
]


@pytest.mark.parametrize("text", ACCEPTS)
def test_accepts(text: str) -> None:
    assert parse(text).accepts(LABELS, "hello world")


@pytest.mark.parametrize("text", DENIES)
def test_denies(text: str) -> None:
    assert not parse(text).accepts(LABELS, "hello world")


@pytest.mark.parametrize(("text", "offset"), REFUSED)
def test_refuses_at_the_word(text: str, offset: int) -> None:
    with pytest.raises(LanguageFault) as caught:
        parse(text)
    assert caught.value.offset == offset


def test_patterns_of_labels_are_whole_and_those_of_lines_are_not() -> None:
    selector = parse('{a=~"b"} |~ "c"')
    assert selector.accepts({"a": "b"}, "xcx")
    assert not selector.accepts({"a": "xb"}, "xcx")
    assert parse('{a=~"x.y"}').accepts({"a": "x\ny"}, "")
