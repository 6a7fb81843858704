"""Every pass on its titled pairs in fixtures/passes, and the laws that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from alloyc.graph.component import Graph, refs
from alloyc.graph.flows import flows
from alloyc.graph.resolve import graph_of
from alloyc.passes import PASSES, Pass
from alloyc.proof.round_trip import print_graph
from alloyc.syntax.parser import parse_body

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "passes"
ALL = {change.__name__: change for level in PASSES.values() for change in level}


class Pair(NamedTuple):
    change: Pass
    title: str
    before: str
    after: str


def pairs() -> list[Pair]:
    found = []
    for name, change in ALL.items():
        for section in (FOLDER / f"{name}.alloy").read_text().split("// == ")[1:]:
            title, text = section.split("\n", 1)
            before, _, after = text.partition("// -- after\n")
            found.append(Pair(change, title, before, after or before))
    return found


def graph(text: str) -> Graph:
    """The graph of a text; a component that is labelled `entry` is one."""
    made = graph_of("test", parse_body(text))
    return made.with_components(tuple(replace(c, entry=c.label == "entry") for c in made.components))


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.change.__name__}: {pair.title}")
def test_pair(pair: Pair) -> None:
    assert print_graph(pair.change(graph(pair.before))) == pair.after


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.change.__name__}: {pair.title}")
@pytest.mark.parametrize("change", ALL.values(), ids=ALL)
def test_laws(pair: Pair, change: Pass) -> None:
    before = graph(pair.before)
    once = change(before)
    assert flows(once) == flows(before)
    assert change(once) == once
    assert all(ref.component in once.by_id() for component in once.components for _, ref in refs(component))


@pytest.mark.parametrize("name", ALL)
def test_has_a_case_that_stays(name: str) -> None:
    assert any(pair.before == pair.after for pair in pairs() if pair.change.__name__ == name)


def test_every_module_is_in_a_level() -> None:
    folder = Path(__import__("alloyc.passes", fromlist=["x"]).__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(ALL)
