"""Relabelling: a table an action, laws, and what was recorded of Alloy's own code."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.simulate.relabel import Undecided, read_rules, relabel
from alloyc.simulate.trace import Unknown
from support.semantics import CHUNKS, chunk

LABELS = {"app": "web", "pod": "web-1", "ns": "Prod", "empty": ""}
GIVEN = {name: value for name, value in LABELS.items() if value}

EXAMPLES = {
    "keep a match": ('action = "keep" source_labels = ["app"] regex = "web|db"', GIVEN),
    "keep is anchored": ('action = "keep" source_labels = ["app"] regex = "we"', None),
    "drop a match": ('action = "drop" source_labels = ["app", "pod"] regex = "web;web-1"', None),
    "drop nothing": ('action = "drop" source_labels = ["app"] regex = "db"', GIVEN),
    "keepequal": ('action = "keepequal" source_labels = ["app"] target_label = "pod"', None),
    "dropequal": ('action = "dropequal" source_labels = ["app"] target_label = "pod"', GIVEN),
    "replace": ('source_labels = ["pod"] regex = "(.+)-(.)" target_label = "n" replacement = "$2"', GIVEN | {"n": "1"}),
    "replace by nothing": ('source_labels = ["none"] target_label = "app"', {"pod": "web-1", "ns": "Prod"}),
    "replace without a match": ('source_labels = ["pod"] regex = "x" target_label = "app"', GIVEN),
    "replace a name made": ('source_labels = ["app"] target_label = "l_$1" replacement = "1"', {**GIVEN, "l_web": "1"}),
    "lowercase": ('action = "lowercase" source_labels = ["ns"] target_label = "ns"', {**GIVEN, "ns": "prod"}),
    "uppercase": ('action = "uppercase" source_labels = ["app"] target_label = "app"', {**GIVEN, "app": "WEB"}),
    "hashmod": ('action = "hashmod" source_labels = ["app"] modulus = 8 target_label = "h"', {**GIVEN, "h": "5"}),
    "labeldrop": ('action = "labeldrop" regex = "a.*|ns"', {"pod": "web-1"}),
    "labelkeep": ('action = "labelkeep" regex = "a.*"', {"app": "web"}),
    "labelmap": ('action = "labelmap" regex = "a(.*)" replacement = "m_$1"', {**GIVEN, "m_pp": "web"}),
    "a line break": ('source_labels = ["app"] target_label = "app" replacement = "a\\nb"', {**GIVEN, "app": "a\nb"}),
}  # fmt: skip


def rule(text: str) -> str:
    """A rule from its attributes, each before the next name."""
    return "rule {\n" + re.sub(r" (?=\w+ = )", "\n", text) + "\n}"


@pytest.mark.parametrize("dialect", ["discovery", "prometheus", "loki"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_action(name: str, dialect: str) -> None:
    text, expected = EXAMPLES[name]
    assert relabel(read_rules(rule(text), dialect), LABELS) == expected


REFUSED = {
    "no such action": 'action = "keeps"',
    "no modulus": 'action = "hashmod" target_label = "x"',
    "no target": 'source_labels = ["a"]',
    "not a pattern": 'action = "keep" regex = "("',
    "too much": 'action = "labeldrop" regex = "a" source_labels = ["a"]',
    "a regex too many": 'action = "keepequal" source_labels = ["a"] target_label = "b" regex = "x"',
    "no such argument": 'action = "keep" pattern = "a"',
    "a replacement too many": 'action = "lowercase" target_label = "b" replacement = "x"',
    "no list of labels": 'source_labels = "a" target_label = "b"',
    "no name": 'action = "labelmap" replacement = "-"',
    "not known before it runs": 'action = "keep" regex = local.file.x.content',
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=list(REFUSED))
def test_refused(text: str) -> None:
    with pytest.raises(Unknown):
        read_rules(rule(text), "discovery")


COLLIDING = rule('action = "labelmap" regex = "(?:a|b)" replacement = "c"')


def test_collision_is_a_hazard() -> None:
    with pytest.raises(Unknown, match="`labelmap` makes `c` of `a`, `b`"):
        relabel(read_rules(COLLIDING, "discovery"), {"a": "1", "b": "2"})


def test_collision_without_effect_is_a_fact() -> None:
    rules = read_rules(COLLIDING + "\n" + rule('action = "labeldrop" regex = "c"'), "discovery")
    assert relabel(rules, {"a": "1", "b": "2"}) == {"a": "1", "b": "2"}


def test_collision_in_order_is_a_fact() -> None:
    assert relabel(read_rules(COLLIDING, "prometheus"), {"b": "2", "a": "1"}) == {"a": "1", "b": "2", "c": "2"}


def test_names_of_old() -> None:
    text = rule('source_labels = ["a"] target_label = "x-y"')
    assert relabel(read_rules(text, "prometheus"), {"a": "1"}) == {"a": "1"}
    assert relabel(read_rules(text, "discovery"), {"a": "1"}) == {"a": "1", "x-y": "1"}


def test_recorder_hears_of_changes_only() -> None:
    texts = [rule('source_labels = ["a"] target_label = "a"'), rule('target_label = "b" replacement = "2"')]
    heard: list[object] = []
    relabel(read_rules("\n".join(texts), "loki"), {"a": "1"}, lambda *said: heard.append(said[1:]))
    assert heard == [({"a": "1"}, {"a": "1", "b": "2"})]


NAMES = st.sampled_from(["a", "b", "ab", "c", "__name__"])
SETS = st.dictionaries(NAMES, st.sampled_from(["", "a", "b", "x1"]), max_size=5)
LISTS = st.lists(
    st.sampled_from([rule(text) for text, _ in EXAMPLES.values()])
    | st.builds(lambda s, t, r: rule(f'source_labels = ["{s}"] target_label = "{t}" regex = "{r}"'), NAMES, NAMES,
                st.sampled_from(["(a)?.*", "(.+)", "b"])),
    max_size=4,
)  # fmt: skip


@given(LISTS, st.lists(SETS, max_size=6))
def test_what_is_remembered_is_what_is_run(texts: list[str], sets: list[dict[str, str]]) -> None:
    rules = read_rules("\n".join(texts), "prometheus")
    assert [relabel(rules, labels) for labels in sets] == [
        relabel(rules, labels, lambda *said: None) for labels in sets
    ]


MAPS = st.lists(
    st.builds(
        lambda regex, replacement: (regex, replacement),
        st.sampled_from(["(.*)", "a(.*)", "(a|b)", "b", "c"]),
        st.sampled_from(["$1", "a$1", "b", "c"]),
    ),
    min_size=1,
    max_size=2,
)


def one_run(maps: list[tuple[str, str]], labels: dict[str, str], random: Random) -> dict[str, str]:
    """What one run of Alloy's own rules makes of labels: Go goes through a map in any order, and may or may not come to
    what is added meanwhile."""
    added: dict[str, str] = {}
    for regex, replacement in maps:
        pattern = re.compile(f"^(?:{regex})$")
        waiting = sorted(added)
        random.shuffle(waiting)
        while waiting:
            name = waiting.pop()
            made = _mapped(pattern, replacement, name)
            if made is not None:
                if made not in added and random.random() < 0.5:
                    waiting.insert(0, made)
                added[made] = added[name]
        own = sorted(labels)
        random.shuffle(own)
        for name in own:
            made = None if name in added else _mapped(pattern, replacement, name)
            if made is not None:
                added[made] = labels[name]
    return {**labels, **added}


def _mapped(pattern: re.Pattern[str], replacement: str, name: str) -> str | None:
    found = pattern.match(name)
    return replacement.replace("$1", found[1] if pattern.groups else "") if found else None


@settings(max_examples=300, deadline=None)
@given(MAPS, st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), max_size=3), st.randoms())
def test_a_fact_is_what_every_run_makes(maps: list[tuple[str, str]], labels: dict[str, str], random: Random) -> None:
    texts = [rule(f'action = "labelmap" regex = "{regex}" replacement = "{made}"') for regex, made in maps]
    try:
        fact = relabel(read_rules("\n".join(texts), "discovery"), labels)
    except Unknown:
        return
    assert all(one_run(maps, labels, random) == fact for _ in range(12))


DIALECTS = {"discovery": "discovery", "prometheus": "loki"}
"""`prometheus` was recorded over labels in no order."""

CHANCE = 5
"""So many results of each part of the record, at most, are of chance: they collide, and came out alike each time. What
was recorded is then one of those that can be."""


@pytest.mark.parametrize("number", CHUNKS)
def test_recorded(number: int) -> None:
    answers = [(answer(line), expected(line["result"]), line) for line in chunk("relabel", number)]
    assert [(found, line) for found, wanted, line in answers if wanted not in found] == []
    assert sum(len(found) > 1 for found, *_ in answers) <= CHANCE


def answer(line: dict[str, Any]) -> tuple[dict[str, str] | None, ...]:
    """What can be."""
    try:
        return (relabel(read_rules(line["rules"], DIALECTS[line["kind"]]), line["labels"]),)
    except Undecided as undecided:
        return undecided.ends


def expected(result: dict[str, Any]) -> dict[str, str] | None:
    return {name: value for name, value in result["labels"].items() if value} if result["keep"] else None
