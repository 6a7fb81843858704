"""Every entry of a list of the reference's cases that drops data: what only it drops is explained at its line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alloyc import why
from alloyc.compile import Settings
from alloyc.report.diagnostics import Path, Refused, dotted
from alloyc.values.load import load_text
from alloyc.values.tree import Node
from alloyc.why.places import span
from support import questions
from support.reference import ABSENT, cases, values_of

LISTS = ("includeMetrics", "excludeMetrics", "excludeNamespaces", "namespaces", "namespacesDenylist", "dropMetrics")


def entries(node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts in lists of these names, each with its path."""
    value = node.value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in pairs:
        inner = (*path, key)
        if len(inner) > 1 and inner[-2] in LISTS and isinstance(key, int) and isinstance(child.value, str):
            yield inner, child.value
        else:
            yield from entries(child, inner)


def found() -> list[tuple[str, Path, str]]:
    made = []
    for case in cases():
        text = values_of(case).read_text()
        if any(name in text for name in LISTS):
            try:
                values = load_text(text)
            except Refused:
                continue
            made += [(case, path, entry) for path, entry in entries(values.root)]
    return made


ENTRIES = found()


@pytest.mark.skipif(not ENTRIES, reason=ABSENT)
@pytest.mark.parametrize(("case", "path", "entry"), [pytest.param(*e, id=f"{e[0]}:{dotted(e[1])}") for e in ENTRIES])
def test_explained_at_its_line(case: str, path: Path, entry: str) -> None:
    values = load_text(values_of(case).read_text())
    try:
        world = why.world(values, Settings(unknown_keys="warn"))
    except Refused:
        pytest.skip("these values are refused")
    asked = questions.only_dropped_by(world, values, path, entry)
    if isinstance(asked, str):
        assert asked
        return
    answer = why.answer(world, asked)
    places = [span(world, by) for one in answer.every if one.decision for by in one.decision.by if by.kind == "value"]
    assert values.locate(path) in places
