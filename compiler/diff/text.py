"""A difference as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from .changes import ASPECTS, Change, Counts, Difference, Pair
from .summary import detail, summary, where

MOST_NAMES = 12
"""Metrics of one source that are named; the others are counted."""
WIDTH = 110


def text(found: Difference) -> str:
    """The summary, then what changed by destination, then witnesses and what is unknown."""
    return "\n".join(_lines(found)).rstrip()


def _lines(found: Difference) -> Iterator[str]:
    yield summary(found)
    for destination in sorted({change.destination for change in found.changes}, key=last):
        yield ""
        yield destination or "(in no destination)"
        yield from destination_lines([c for c in found.changes if c.destination == destination])
    if found.witnesses:
        yield ""
        yield "for example"
        for witness in found.witnesses[:5]:
            yield f"  {witness.datum} of {witness.source} -> {witness.destination}"
            yield f"    - {'; '.join(witness.old) or 'dropped'}"
            yield f"    + {'; '.join(witness.new) or 'dropped'}"
    if found.counts is not None:
        yield ""
        yield from count_lines(found.counts)
    for title, notes in (("warning", found.warnings), ("unknown", found.unknown)):
        yield from (f"{title}: {note}" for note in notes)
    for blind in found.blind:
        yield f"blind: {blind['kind']} {blind['name']} ({blind['file']}): {blind['reason']}"
    for budget in found.budgets:
        yield f"budget: {budget_line(budget)}"


def last(destination: str) -> tuple[bool, str]:
    """The order of destinations: by name, and what belongs to none at the end."""
    return (not destination, destination)


def budget_line(breach: dict[str, Any]) -> str:
    """A breach, with its line of the budget, and whether it is one of the old side too."""
    already = " (and did before)" if breach["already"] else ""
    return f"{breach['message']}{already}: {breach['file']}:{breach['line']}"


def count_lines(counts: Counts) -> Iterator[str]:
    """What the samples come to, by destination, then the metrics and rules of which the number changed."""
    yield "the samples come to"
    for name, pairs in counts.destinations.items():
        yield f"  {name}: {', '.join(map(_pair, pairs))}"
        yield from _most(counts.metrics.get(name, ()))
    if counts.rules:
        yield "  dropped by"
        yield from _most(counts.rules)
    if counts.assumptions:
        yield f"  the cost is that of a month: {'; '.join(counts.assumptions)}"


def _most(pairs: Sequence[Pair]) -> Iterator[str]:
    yield from (f"    {pair.name}: {number(pair.old)} -> {number(pair.new)}" for pair in pairs[:MOST_NAMES])
    if len(pairs) > MOST_NAMES:
        yield f"    ... and {len(pairs) - MOST_NAMES} more"


def _pair(pair: Pair) -> str:
    change = f" ({100 * (pair.new - pair.old) / pair.old:+.0f} %)" if pair.old and pair.old != pair.new else ""
    figures = number(pair.new) if pair.old == pair.new else f"{number(pair.old)} -> {number(pair.new)}{change}"
    return f"{pair.name.replace('points_per_minute', 'data points a minute')} {figures}"


def number(figure: float) -> str:
    """A figure for people: 12,345 or 12.50."""
    return f"{int(figure):,}" if figure == int(figure) else f"{figure:,.2f}"


def destination_lines(changes: Sequence[Change]) -> Iterator[str]:
    """The changes of a destination, by signal and term. Metrics of one source and one cause stand together."""
    for signal in sorted({change.signal for change in changes}):
        for aspect in ASPECTS:
            here = [c for c in changes if (c.signal, c.aspect) == (signal, aspect)]
            if not here:
                continue
            yield f"  {signal + ' ' if signal and signal != aspect else ''}{aspect}"
            if aspect == "metrics":
                yield from _metrics(here)
            else:
                yield from (line for change in here for line in _change(change))


def _change(change: Change) -> Iterator[str]:
    line = f"    {detail(change)}"
    yield line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
    about = (
        []
        if change.sources == (change.name,)
        else [", ".join(change.sources[:4]) + (" ..." if len(change.sources) > 4 else "")]
    )
    beside = "; ".join(filter(None, [*about, where(change)]))
    if beside:
        yield f"        {beside}"


def _metrics(changes: Sequence[Change]) -> Iterator[str]:
    def cause(change: Change) -> tuple[str, str, str]:
        return (change.how, ", ".join(change.sources), where(change))

    for (_, sources, places), together in groupby(sorted(changes, key=cause), cause):
        group = list(together)
        for change in group[:MOST_NAMES]:
            yield f"    {detail(change)}"[:WIDTH]
        if len(group) > MOST_NAMES:
            yield f"    ... and {len(group) - MOST_NAMES} more"
        yield f"        {'; '.join(filter(None, [sources, places]))}"
