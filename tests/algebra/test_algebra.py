"""The algebra of patterns, against google-re2."""

from __future__ import annotations

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc import algebra
from alloyc.languages.fault import LanguageFault, NotModelled

CONTAINED = [
    ("node_.*|up", "node_cpu_.+", True),
    ("node_cpu_.+", "node_.*", False),
    (".*", "a\\x{10FFFF}", True),
    ("(?i)kelvin", "\u212aELVIN", True),
    ("[[:alpha:]]+", "[A-z]", False),
    ("[^\\]]", "[a-z]", True),
    ("\\Qa.b\\E", "a\\.b", True),
    ("(a|b)*", "(a*b*)*", True),
    ("(^|.*,)loki(,.*|$)", "a,loki", True),
    ("(^|.*,)loki(,.*|$)", "aloki", False),
    ("a{2,4}", "a{5}", False),
    ("a{2,}", "a{5}", True),
    ("(?-s:.)*", "\n", False),
    ("a^b|c", "c", True),
    ("a^b|c", "a^*b", False),
]
UNREAD = ["\\bup\\b", "(?m)^a$", "\\pL", "(?i)é"]


@pytest.mark.parametrize(("outer", "inner", "expected"), CONTAINED)
def test_contains(outer: str, inner: str, expected: bool) -> None:
    assert algebra.contains(algebra.language(outer), algebra.language(inner)) is expected


@pytest.mark.parametrize("pattern", UNREAD)
def test_says_what_it_does_not_read(pattern: str) -> None:
    with pytest.raises(NotModelled):
        algebra.language(pattern)


def test_refuses_what_re2_refuses() -> None:
    with pytest.raises(LanguageFault):
        algebra.language("(a")


def test_gives_up_on_what_takes_too_long() -> None:
    with pytest.raises(NotModelled):
        algebra.equal(algebra.language(".*a.{18}"), algebra.language(".*a.{17}[^x]"))


def test_finds_words_in_several() -> None:
    kept, dropped = algebra.language("node_.*"), algebra.language(".*_total")
    assert algebra.word([kept, dropped]) == "node_total"
    assert algebra.word([kept, dropped], [algebra.language("node_+total")]) == "node_a_total"


def test_finite_languages_are_sets() -> None:
    assert algebra.equal(algebra.finite(["up", "a.b"]), algebra.language("a\\.b|up"))
    assert algebra.empty(algebra.finite([]))
    assert algebra.empty(algebra.language("a^b"))


ATOMS = ["a", "b", "ab", ".", "\\d", "[ab]", "[^a]", "[a-c]", "(?i:A)", "^", "$", "", "\\n", "[^[:alpha:]]", "\\x61"]
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,2}", "{0,}"]


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    repeated = st.tuples(inner, st.sampled_from(QUANTIFIERS)).map(lambda t: f"(?:{t[0]}){t[1]}")
    return st.one_of(pair.map("".join), pair.map(lambda t: f"({t[0]}|{t[1]})"), pair.map("|".join), repeated)


PATTERNS = st.recursive(st.sampled_from(ATOMS), _grow, max_leaves=8)
TEXTS = st.text("abcAB1 \n\u00e9", max_size=6)


def matches(pattern: str, text: str) -> bool:
    return re2.compile(f"^(?s:{pattern})$").search(text) is not None


@settings(max_examples=400, deadline=None)
@given(PATTERNS, TEXTS)
def test_agrees_with_re2_on_a_text(pattern: str, text: str) -> None:
    found = algebra.word([algebra.finite([text])], [algebra.language(pattern)]) is None
    written_out = algebra.contains(algebra.language(pattern + "|(?:x{9})+"), algebra.finite([text]))
    assert found is written_out is matches(pattern, text)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, PATTERNS, st.lists(TEXTS, min_size=20, max_size=20))
def test_no_text_refutes_an_answer(one: str, other: str, texts: list[str]) -> None:
    told_apart = algebra.word([algebra.language(one)], [algebra.language(other)])
    if told_apart is not None:
        assert matches(one, told_apart)
        assert not matches(other, told_apart)
    else:
        assert not [text for text in texts if matches(one, text) and not matches(other, text)]


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.lists(TEXTS, max_size=20))
def test_the_automaton_takes_what_re2_takes(pattern: str, texts: list[str]) -> None:
    from alloyc.algebra.automaton import machine, search
    from alloyc.algebra.tree import Text, read_tree

    for text in texts:
        walked = search([machine([Text(text)]), machine([read_tree(pattern)])], [])
        assert (walked == text) is matches(pattern, text)


def test_the_language_of_the_empty_text_is_not_the_empty_language() -> None:
    text, nothing = algebra.finite([""]), algebra.finite([])
    assert text != nothing
    assert (algebra.word([text]), algebra.word([nothing])) == ("", None)
