"""The ways through rules have all that can happen to labels: the relabelling of the simulator is asked, too."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.algebra import Language, finite, language
from alloyc.checks.dead_rule import read_rule
from alloyc.checks.label_values import solution
from alloyc.checks.label_ways import Fact, Facts, Label, Same, Term, Way, split_at, ways
from alloyc.simulate.relabel import compile_rules, relabel
from alloyc.syntax.ast import Block
from alloyc.syntax.parser import parse_body

from .test_dead_rule import LABELS, labels, rules

WANTED = frozenset(LABELS)


def start(label: str) -> Term:
    return (Label(label),)


def text_of(term: Term, values: dict[str, str]) -> str | None:
    """The text, or None where a part of it is not known."""
    if any(isinstance(part, Label) and part.name.startswith("?") for part in term):
        return None
    return "".join(part if isinstance(part, str) else values.get(part.name, "") for part in term)


def holds(fact: Fact | Same, values: dict[str, str]) -> bool:
    if isinstance(fact, Fact):
        text = text_of(fact.term, values)
        return text is None or (text in fact.language) is fact.holds
    one, other = text_of(fact.one, values), text_of(fact.other, values)
    return one is None or other is None or (one == other) is fact.holds


def explains(way: Way, before: dict[str, str], after: dict[str, str]) -> bool:
    texts = {label: text_of(way.text(label, start), before) for label in WANTED}
    same = all(text is None or text == after.get(label, "") for label, text in texts.items())
    return same and all(holds(fact, before) for fact in way.facts)


@settings(max_examples=400, deadline=None)
@given(st.lists(rules(), min_size=1, max_size=5), labels)
def test_every_outcome_has_its_way(several: list[str], before: dict[str, str]) -> None:
    body = parse_body("".join(several))
    found = ways([read_rule(block) for block in body if isinstance(block, Block)], start, WANTED)
    after = relabel(compile_rules(body, "prometheus"), before)
    if after is not None:
        assert any(explains(way, before, after) for way in found)


P, Q, R = (Label(name) for name in LABELS)


@pytest.mark.parametrize(
    ("facts", "has_one"),
    [
        ((Fact((P,), language("a+")), Fact((P,), language("aa"), False)), True),
        ((Fact((P,), language("a")), Fact((P,), language("a|b"), False)), False),
        ((Same((P,), (Q,)), Fact((P,), finite(["a"])), Fact((Q,), finite(["b"]))), False),
        ((Same((P,), (Q,)), Same((Q,), (R,)), Fact((P,), finite(["a"]))), True),
        ((Same((P,), (Q,)), Same((P,), (Q,), False)), False),
        ((Same((P,), (Q,), False), Fact((P,), finite(["a"])), Fact((Q,), finite(["a"]))), False),
        ((Same((P, ":", Q), (P, ":", R)), Fact((Q,), finite(["1"])), Fact((R,), finite(["2"]))), False),
        ((Fact((P, ";", Q), finite(["a;b"])),), True),
    ],
)
def test_solutions(facts: Facts, has_one: bool) -> None:
    def anything(label: str) -> Language | None:
        return None

    found = solution(facts, anything, lambda label: "")
    assert (found is not None) is has_one
    assert found is None or all(holds(fact, found) for fact in facts)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [("a;b", ["a", "b"]), ("(a;b);c", ["(a;b)", "c"]), ("[;];c", ["[;]", "c"]), (r"\;;c", [r"\;", "c"]), ("a", ["a"])],
)
def test_patterns_are_cut_outside_of_groups(pattern: str, parts: list[str]) -> None:
    assert split_at(pattern, ";") == parts
