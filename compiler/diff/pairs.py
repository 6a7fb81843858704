"""Which journeys of two sides are one journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..catalog.behaviour import keeps_state
from .journeys import Journey


def only(ones: Sequence[Journey], others: Sequence[Journey]) -> list[Journey]:
    """Journeys that the others do not have, as often as they do not have them."""
    left = Counter(journey.flow for journey in others)
    found = []
    for journey in ones:
        if left[journey.flow]:
            left[journey.flow] -= 1
        else:
            found.append(journey)
    known = {journey.flow for journey in others}
    return [journey for journey in found if journey.flow not in known or journey.signal]


def renamed(had: Sequence[Journey], has: Sequence[Journey]) -> tuple[str, ...]:
    """Components that keep state and have another name, though what they do is the same."""
    names_now: dict[object, set[tuple[str, str]]] = {}
    for journey in has:
        for position, component in enumerate(journey.components):
            names_now.setdefault((journey.flow, position), set()).add((_pod(journey), component.name))
    found = []
    for journey in had:
        for position, component in enumerate(journey.components):
            now = names_now.get((journey.flow, position))
            same_collector = {name for collector, name in now or () if collector == _pod(journey)}
            if keeps_state(component.kind) and now and same_collector and component.name not in same_collector:
                found.append(f"`{component.name}` is now `{min(same_collector)}`: what it keeps on disk is lost")
    return tuple(dict.fromkeys(found))


def _pod(journey: Journey) -> str:
    """The collector, where there are several."""
    return journey.collector if len(journey.side.graphs) > 1 else ""


def paired(old: list[Journey], new: list[Journey]) -> Iterator[tuple[Journey | None, Journey | None]]:
    """Journeys that are one journey, changed: the closest first. What is left over came or went."""
    left = list(new)
    alone = []
    for levels in (_same_ends, _same_source, _same_kinds):
        waiting, old = old, []
        for before in waiting:
            after = max((a for a in left if levels(before, a)), key=lambda a: _likeness(before, a), default=None)
            if after is None:
                old.append(before)
            else:
                left.remove(after)
                yield before, after
    alone = old
    yield from ((before, None) for before in alone)
    yield from ((None, after) for after in left)


def _same_ends(one: Journey, other: Journey) -> bool:
    return (one.source, one.destination, one.signal) == (other.source, other.destination, other.signal) and (
        one.components[0].kind == other.components[0].kind
    )


def _same_source(one: Journey, other: Journey) -> bool:
    """The same source, where its destination was renamed."""
    return (
        one.flow[:-1] == other.flow[:-1]
        and bool(one.flow[:-1])
        and one.components[-1].kind == other.components[-1].kind
    )


def _same_kinds(one: Journey, other: Journey) -> bool:
    """For sides that call things by other names: the chart's own configuration beside ours."""
    unnamed = one.side.values is None or other.side.values is None
    return (
        unnamed
        and [c.kind for c in one.components] == [c.kind for c in other.components]
        and _likeness(one, other) > 0.8
    )


def _likeness(one: Journey, other: Journey) -> float:
    ours, theirs = Counter((s.path, s.value) for s in one.said), Counter((s.path, s.value) for s in other.said)
    common = sum((ours & theirs).values())
    return 2 * common / max(1, sum(ours.values()) + sum(theirs.values()))
