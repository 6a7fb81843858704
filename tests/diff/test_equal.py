"""No false equal: whatever is called the same treats random series the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.compile import Settings
from alloyc.diff.compare import compare
from alloyc.diff.journeys import journeys
from alloyc.diff.sides import Side, read_side
from alloyc.diff.witness import outcome
from alloyc.graph.read import read_graph
from alloyc.simulate import Series
from diff.test_compare import NEW, OLD, rules

RULE = st.builds(
    lambda labels, regex, rest: f'source_labels = {labels}; regex = "{regex}"; {rest}',
    st.sampled_from(['["__name__"]', '["a"]', '["b"]', '["a", "b"]']),
    st.sampled_from(["up", "up|x", "x|up", ".*", "x.*|up", "x", "(x|up)", ""]),
    st.sampled_from(
        ['action = "keep"', 'action = "drop"', 'target_label = "a"', 'target_label = "b"; replacement = "x"']
    ),
)
LISTS = st.lists(RULE, max_size=4)


def side(texts: list[str]) -> Side:
    return Side("side", (read_graph(rules(*texts).replace("; ", "\n"), "side"),))


def series(count: int) -> list[Series]:
    random = Random(7)
    values = ["up", "x", "xy", "y", ""]
    return [
        Series(
            {k: v for k in ("__name__", "a", "b") if (v := random.choice(values if k != "__name__" else values[:4]))}
        )
        for _ in range(count)
    ]


DATA = series(60)


@settings(max_examples=200, deadline=None)
@given(LISTS, st.randoms(use_true_random=False), st.none() | LISTS)
def test_equal_sides_treat_series_alike(old: list[str], random: Random, other: list[str] | None) -> None:
    new = other if other is not None else random.sample(old, len(old))
    sides = side(old), side(new)
    if compare(*sides).same is True:
        [one], [two] = (journeys(each) for each in sides)
        assert [outcome(one, datum) for datum in DATA] == [outcome(two, datum) for datum in DATA]


def test_a_witness_is_what_the_simulator_says() -> None:
    sides = [read_side((str(path),), Settings(), {}) for path in (Path(OLD), Path(NEW))]
    assert compare(*reversed(sides)).same is compare(*sides).same is False
