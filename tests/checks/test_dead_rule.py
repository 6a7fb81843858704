"""What is claimed of rules holds for any labels: checked by the relabelling of the simulator, which knows no claims."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.checks.alternatives import contained, split
from alloyc.checks.dead_rule import Known, read_rule, step
from alloyc.simulate.relabel import compile_rules, relabel
from alloyc.syntax.ast import Block
from alloyc.syntax.parser import parse_body

TEXTS = ("", "a", "b", "ab", "aa", "a;b", "x")
LABELS = ("p", "q", "r")
PATTERNS = ("a", "b", "a|b", "a.*", ".*", ".+", "", "a;b", "[ab]+", "x|")


@st.composite
def rules(draw: st.DrawFn) -> str:
    action = draw(st.sampled_from(("keep", "drop", "replace", "labeldrop", "labelkeep", "lowercase", "labelmap")))
    source = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=2))
    lines = [f'action = "{action}"']
    if action in ("keep", "drop", "replace", "lowercase"):
        lines.append(f"source_labels = {source}".replace("'", '"'))
    if action in ("replace", "lowercase"):
        lines.append(f'target_label = "{draw(st.sampled_from(LABELS))}"')
    if action == "replace":
        lines.append(f'replacement = "{draw(st.sampled_from(("a", "x", "", "$1")))}"')
    if action != "lowercase":
        lines.append(f'regex = "{draw(st.sampled_from((*PATTERNS, *LABELS)))}"')
    return "rule {\n" + "\n".join(lines) + "\n}\n"


def claims(text: str) -> Iterator[tuple[int, str]]:
    """The claims about rules, by their place, up to where nothing is left."""
    known = Known()
    for place, block in enumerate(parse_body(text)):
        assert isinstance(block, Block)
        found = step(known, read_rule(block))
        yield place, found
        if found == "nothing-kept":
            return


labels = st.dictionaries(st.sampled_from(LABELS), st.sampled_from(TEXTS))


@settings(max_examples=400, deadline=None)
@given(st.lists(rules(), min_size=1, max_size=6), st.lists(labels, min_size=5, max_size=5))
def test_claims_hold(several: list[str], data: list[dict[str, str]]) -> None:
    for place, claim in claims("".join(several)):
        upto = compile_rules(parse_body("".join(several[: place + 1])), "prometheus")
        before = compile_rules(parse_body("".join(several[:place])), "prometheus")
        for one in data:
            if claim == "nothing-kept":
                assert relabel(upto, one) is None
            if claim == "dead-rule":
                assert relabel(upto, one) == relabel(before, one)


@pytest.mark.parametrize(
    ("first", "second", "claim"),
    [
        (("keep", "prod-.*"), ("keep", "dev-.*"), "nothing-kept"),
        (("keep", "prod-.*"), ("keep", "prod.*"), "dead-rule"),
        (("keep", "prod-.*"), ("drop", "dev-.*"), "dead-rule"),
        (("drop", "a|b"), ("drop", "b"), "dead-rule"),
        (("drop", "a|b"), ("keep", "b"), "nothing-kept"),
        (("keep", "prod-.*"), ("keep", ".*-1"), ""),
        (("drop", "a"), ("drop", "a|b"), ""),
    ],
)
def test_two_rules(first: tuple[str, str], second: tuple[str, str], claim: str) -> None:
    text = "".join(
        f'rule {{\naction = "{action}"\nsource_labels = ["p"]\nregex = "{regex}"\n}}\n'
        for action, regex in (first, second)
    )
    assert [found for _, found in claims(text)] == ["", claim]


@pytest.mark.parametrize(
    ("pattern", "dead"),
    [
        ("node_.*|node_load1", ["node_load1"]),
        ("a|b|a", ["a"]),
        ("a|b", []),
        ("(a|b)", []),
        ("[a|b]|a", ["a"]),
        (r"a\|b|a", []),
        ("(?i)a|A", []),
        ("ab|a.|.b", ["ab"]),
    ],
)
def test_alternatives(pattern: str, dead: list[str]) -> None:
    assert [text for _, text, _ in contained(pattern)] == dead


@given(st.lists(st.sampled_from((*PATTERNS[:3], "(a|b)", "[|]", r"\|")), min_size=1))
def test_the_parts_make_the_pattern(parts: list[str]) -> None:
    assert "|".join(text for _, text in split("|".join(parts))) == "|".join(parts)
