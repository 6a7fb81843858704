"""Random data for two sides that are called the same: whatever goes in, the same must come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from alloyc.diff.journeys import Journey, journeys
from alloyc.diff.otlp_data import is_pushed, otlp_candidates
from alloyc.diff.sides import Side
from alloyc.diff.witness import _looked_for, _names, outcome
from alloyc.graph.resolve import to_body
from alloyc.simulate import Datum, Line, Profile, Series
from alloyc.syntax.printer import print_body

LETTERS = "ab1_-/.:|x"


def disagreement(old: Side, new: Side, count: int, seed: int = 7) -> tuple[Datum, object, object] | None:
    """The first of `count` random data that arrives otherwise on the new side, with both outcomes; None for none.
    Where nobody knows an outcome, the datum says nothing."""
    random = Random(seed)
    pairs = _pairs(journeys(old), journeys(new))
    for before, after in pairs:
        for datum in _data(before, after, count // len(pairs) + 1, random):
            had, has = outcome(before, datum), outcome(after, datum)
            if had != has and not isinstance(had, str) and not isinstance(has, str):
                return datum, had, has
    return None


def _pairs(old: Sequence[Journey], new: Sequence[Journey]) -> list[tuple[Journey, Journey]]:
    """Journeys between the same ends; where the text of some is another, only those."""
    waiting = [journey for journey in new if journey.signal]
    pairs = []
    for before in (journey for journey in old if journey.signal):
        ends = [after for after in waiting if _ends(after) == _ends(before)]
        same = [after for after in ends if after.flow == before.flow]
        if ends:
            pairs.append((before, (same or ends)[0]))
            waiting.remove(pairs[-1][1])
    return [(a, b) for a, b in pairs if _text(a) != _text(b)] or pairs


def _ends(journey: Journey) -> tuple[str, str, str, str]:
    return journey.source, journey.destination, journey.signal, journey.components[0].kind


def _text(journey: Journey) -> str:
    mine = {component.id for component in journey._all()}
    graph = next(graph for graph in journey.side.graphs if graph.collector == journey.collector)
    bodies = zip(graph.components, to_body(graph), strict=True)
    return print_body(tuple(block for component, block in bodies if component.id in mine))


def _data(old: Journey, new: Journey, count: int, random: Random) -> Iterator[Datum]:
    if is_pushed(old):
        known = list(otlp_candidates(old, new))
        yield from (random.choice(known) for _ in range(min(count, 3 * len(known))))
        return
    labels = {**_looked_for(old, new), "namespace": ["shop", "kube-system"], "pod": ["cart-0"]}
    names = _names(old, new)
    for _ in range(count):
        chosen = {name: _value(values, random) for name, values in labels.items() if random.random() < 0.7}
        given = {name: value for name, value in chosen.items() if value and not name.startswith("__")}
        if new.signal == "logs":
            yield Line(given, random.choice(["level=info msg=hello", '{"level":"debug"}', "plain"]))
        elif new.signal == "profiles":
            yield Profile(given)
        else:
            yield Series({"__name__": _value(names, random) or "up", **given}, 1.0)


def _value(known: Sequence[str], random: Random) -> str:
    """One of the known, now and then with a letter more, less or another."""
    text = random.choice(list(known))
    if random.random() < 0.3:
        place = random.randrange(len(text) + 1)
        text = text[:place] + random.choice(["", *LETTERS]) + text[place + random.randrange(2) :]
    return text
