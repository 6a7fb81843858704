"""Seeded faults: at least fifty of each kind in real configurations, every one found, and none where there is none."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from alloyc.report.diagnostics import Diagnostic
from alloyc.syntax.ast import File, Literal
from alloyc.syntax.parser import parse
from alloyc.typecheck import check
from support import seeds
from support.reference import ABSENT, CONFORMANCE

pytestmark = pytest.mark.skipif(not CONFORMANCE.is_dir(), reason=ABSENT)

WANTED = 50
EVERY = 4  # configurations are taken one in four: they are many, and alike

SEEDS: list[tuple[str, str, seeds.Seed]] = [
    ("unknown-component", "renamed", seeds.rename_component),
    ("unknown-attribute", "renamed", seeds.rename_attribute),
    ("unknown-block", "renamed", seeds.rename_block),
    ("missing-attribute", "left out", seeds.drop_attribute),
    ("missing-block", "left out", seeds.drop_block),
    ("attribute-for-block", "given so", seeds.give_block_as_attribute),
    ("block-for-attribute", "given so", seeds.give_attribute_as_block),
    ("repeated-attribute", "doubled", seeds.repeat_attribute),
    ("repeated-block", "doubled", seeds.repeat_block),
    ("wrong-type", "literal", seeds.wrong_literal),
    ("wrong-type", "item of a list", seeds.wrong_item),
    ("wrong-type", "value of a map", seeds.wrong_map_value),
    ("wrong-type", "call that gives text", seeds.wrong_call),
    ("wrong-type", "call that gives a list", seeds.wrong_list_call),
    ("wrong-type", "reference", seeds.wrong_reference),
    ("wrong-type", "signal", seeds.wrong_signal),
    ("unknown-value", "no choice", seeds.wrong_value),
    ("invalid-duration", "no unit", seeds.typed("duration", "60")),
    ("invalid-duration", "no number", seeds.typed("duration", "a minute")),
    ("invalid-size", "no number", seeds.typed("bytes", "many MiB")),
    ("invalid-regex", "open group", seeds.written("regex", lambda text: text + "(")),
    ("invalid-regex", "look-around", seeds.written("regex", lambda text: "(?!x)" + text)),
    ("invalid-selector", "open", seeds.written("selector", lambda text: text.replace("}", ""))),
    ("invalid-statement", "open", seeds.written("statement", lambda text: text + ")")),
    ("invalid-statement", "function", seeds.written("statement", lambda text: "x" + text)),
    ("invalid-rule", "no target", seeds.untargeted_rule),
    ("invalid-rule", "fields of another action", seeds.hashed_rule),
    ("missing-argument", "match of nothing", seeds.emptied_match),
    ("unknown-reference", "label", seeds.wrong_label),
    ("unknown-export", "export", seeds.wrong_export),
    ("reference-cycle", "own", seeds.own_cycle),
    ("duplicate-label", "doubled", seeds.repeat_component),
    ("missing-label", "emptied", seeds.relabelled("")),
    ("invalid-label", "a dash", seeds.relabelled("my-label")),
    ("unexpected-label", "added", seeds.labelled_block),
    ("unused-component", "added", seeds.add_component("local.file", seeds.Attribute("filename", Literal("/a")))),
    ("unused-argument", "added", seeds.add_argument),
    ("deprecated-function", "old name", seeds.called("to_lower", Literal("A"))),
    ("unknown-function", "no name", seeds.called("string.lower", Literal("A"))),
    ("wrong-arguments", "one too many", seeds.called("sys.env", Literal("A"), Literal("B"))),
    ("unstable", "experimental", seeds.add_component("prometheus.enrich")),
    ("not-in-version", "component", seeds.add_component("discovery.aws")),
    ("not-in-version", "attribute", seeds.newer),
]


@cache
def files() -> tuple[File, ...]:
    paths = sorted(CONFORMANCE.glob("cases/*/reference/*.alloy"))[::EVERY]
    parsed = (parse(path.read_text(), path.name) for path in paths)
    return tuple(file for file in parsed if not errors(file))


@cache
def places() -> tuple[tuple[File, seeds.Place], ...]:
    return tuple((file, place) for file in files() for place in seeds.places(file.body))


def errors(file: File) -> list[Diagnostic]:
    return [d for d in check(file, source="real.alloy", stability="experimental") if d.severity == "error"]


def codes(file: File, version: str, stability: str) -> Counter[str]:
    return Counter(d.code for d in check(file, source="seeded.alloy", version=version, stability=stability))


@pytest.mark.parametrize(("code", "how", "seed"), SEEDS, ids=[f"{code}, {how}" for code, how, _ in SEEDS])
def test_every_seeded_fault_is_found(code: str, how: str, seed: seeds.Seed) -> None:
    version = "1.8" if code == "not-in-version" else "1.18"
    stability = "generally-available" if code == "unstable" else "experimental"
    seeded = [(file, place, new) for file, place in places() if (new := seed(place)) is not None]
    assert len(seeded) >= WANTED
    step = max(1, len(seeded) // WANTED)
    for file, place, new in seeded[::step]:
        before, after = codes(file, version, stability), codes(seeds.seeded(file, place.path, new), version, stability)
        assert after[code] > before[code], (place.statement.name, place.path, place.statement.at)
