"""The counts of two sides beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..queries.samples import Sample
from .changes import Counts, Pair
from .counts import Arrived, Counted, Dropper, Labels
from .prices import Prices, assumptions, cost, samples_a_month

MEASURES: dict[str, Callable[[Iterable[Arrived]], float]] = {
    "points_per_minute": lambda some: round(sum(one.points for one in some), 2),
    "lines": lambda some: sum(one.lines for one in some),
    "bytes": lambda some: sum(one.bytes for one in some),
    "spans": lambda some: sum(one.spans for one in some),
    "profiles": lambda some: sum(one.profiles for one in some),
}
"""What is counted of all that arrives at a destination, beside its series."""


def totals(old: Counted, new: Counted, samples: Sequence[Sample], prices: Prices | None = None) -> Counts:
    """The figures of both sides, by destination, metric and rule."""
    names = sorted({destination for side in (old, new) for destination, _ in side.arrived})
    often = samples_a_month(samples) or 1.0
    found: dict[str, tuple[Pair, ...]] = {}
    metrics: dict[str, tuple[Pair, ...]] = {}
    for name in names:
        had, has = arrived_at(old, name), arrived_at(new, name)
        before, after = series_of(had), series_of(has)
        pairs = [Pair("series", len(before), len(after))]
        pairs += [Pair(key, measure(had), measure(has)) for key, measure in MEASURES.items()]
        if prices is not None:
            money = [cost(prices, some, len(series), often) for some, series in ((had, before), (has, after))]
            pairs.append(Pair("cost", *money))
        found[name] = tuple(pair for pair in pairs if pair.old or pair.new or pair.name == "series")
        metrics[name] = _differing(by_metric(before), by_metric(after))
    said = assumptions(prices, samples) if prices else ()
    return Counts(found, metrics, _differing(_by_rule(old), _by_rule(new)), said)


def arrived_at(counted: Counted, destination: str) -> list[Arrived]:
    """What arrives at a destination, by source."""
    return [arrived for (name, _), arrived in counted.arrived.items() if name == destination]


def series_of(some: Iterable[Arrived]) -> set[Labels]:
    """The series of several sources: one that two of them have is one."""
    found: set[Labels] = set()
    for arrived in some:
        found |= arrived.series
    return found


def by_metric(series: Iterable[Labels]) -> Counter[str]:
    """How many series each metric has."""
    return Counter(value for labels in series for name, value in labels if name == "__name__")


def _by_rule(counted: Counted) -> Counter[str]:
    found: Counter[str] = Counter()
    for dropper, number in counted.dropped.items():
        found[_said(dropper)] += number
    return found


def _said(dropper: Dropper) -> str:
    return f"{dropper.source}: {dropper.what}{f' by {dropper.at}' if dropper.at else ''}"


def _differing(old: Counter[str], new: Counter[str]) -> tuple[Pair, ...]:
    """Both figures of what the sides have otherwise, the greatest change first."""
    pairs = (Pair(name, old[name], new[name]) for name in {**old, **new} if old[name] != new[name])
    return tuple(sorted(pairs, key=lambda pair: (-abs(pair.new - pair.old), pair.name)))
