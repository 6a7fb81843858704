"""Two sources against each other: a pod that both take, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeAlias

from ..algebra import Language, language, word
from ..simulate.places import Source
from .label_values import solution
from .label_ways import Fact, Facts, Label, Same, Term, Undecided, Way, is_text
from .overlap_objects import META, SECOND, domain, is_of_container, objects_of, usual
from .overlap_takings import URL, Taking

MOST_TRIED = 12
"""So many witnesses are built for a pair before it is left undecided."""
CONTAINER_NAME: Term = (Label(f"{META}pod_container_name"),)
PORT: Term = (Label(f"{META}pod_container_port_number"),)

Names: TypeAlias = Sequence[tuple[list[Language], list[Language]]]
Objects: TypeAlias = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Reader:
    """A source with the ways of targets to it; `names` are what rules say of the metrics on its ways to a destination,
    None for logs."""

    source: Source
    ways: tuple[tuple[Taking, Way], ...]
    names: Mapping[str, Names] | None

    @property
    def asked(self) -> frozenset[str]:
        """The labels that decide which targets it takes."""
        facts = (fact for _, way in self.ways for fact in way.facts)
        return frozenset(
            part.name for fact in facts if isinstance(fact, Fact) for part in fact.term if isinstance(part, Label)
        )


def common_name(one: Names, other: Names) -> str | None:
    """A metric that comes through on both; None where there is none. Raises NotModelled."""
    for (kept, dropped), (theirs, not_theirs) in product(one, other):
        known = word([language("[a-zA-Z_:][a-zA-Z0-9_:]*"), *kept, *theirs], [*dropped, *not_theirs])
        if known is not None:
            usual_one = all("up" in k for k in (*kept, *theirs)) and not any("up" in d for d in (*dropped, *not_theirs))
            return "up" if usual_one else known
    return None


def find(one: Reader, other: Reader, confirm: Callable[[Objects], bool]) -> Objects | None:
    """Objects that both take the same thing of, confirmed; None where it is proven that there are none. Raises
    Undecided and NotModelled."""
    tried, reason = 0, ""
    for keys, facts in _cases(one, other):
        try:
            values = solution(facts, domain, usual)
        except Undecided as undecided:
            reason = reason or str(undecided)
            continue
        if values is None:
            continue
        tried += 1
        if tried > MOST_TRIED:
            raise Undecided("no pod was found that both take, and none was proven not to be there")
        objects = objects_of(values, keys)
        if confirm(objects):
            return objects
        reason = reason or "what the rules seem to take twice, the simulator takes once"
    if reason:
        raise Undecided(reason)
    return None


def _cases(one: Reader, other: Reader) -> Iterator[tuple[Mapping[str, str], Facts]]:
    """What must hold for one thing to be taken twice: as one target, or as two of one pod."""
    own = [(taking, *_marked(taking, way, "a", False)) for taking, way in one.ways]
    pairs: list[tuple[list[tuple[Taking, Facts, list[Term]]], list[Facts]]] = []
    if one is not other:
        theirs = [(taking, *_marked(taking, way, "b", False)) for taking, way in other.ways]
        pairs.append((theirs, [()]))
    seconds = [(taking, *_marked(taking, way, "b", True)) for taking, way in other.ways]
    pairs.append((seconds, _apart(one, one is other)))
    for theirs, more in pairs:
        for (taking, facts, url), (their_taking, their_facts, their_url) in product(own, theirs):
            if all(may_be_same(mine, its) for mine, its in zip(url, their_url, strict=True)):
                same = tuple(Same(mine, its) for mine, its in zip(url, their_url, strict=True))
                keys = {**taking.keys, **their_taking.keys}
                yield from ((keys, (*facts, *their_facts, *same, *extra)) for extra in more)


def _apart(one: Reader, itself: bool) -> list[Facts]:
    """How two targets of one pod differ."""
    ports = Same(PORT, _second(PORT), False)
    container = Same(CONTAINER_NAME, _second(CONTAINER_NAME))
    told_apart = not itself or any(tells_ports_apart(taking) for taking, _ in one.ways)
    of_one_container: list[Facts] = [(ports, container)] if told_apart else []
    if one.names is None:
        return of_one_container
    return [(ports, replace(container, holds=False)), *of_one_container]


def tells_ports_apart(taking: Taking) -> bool:
    """Whether two ports of one container can be targets with other labels than one another."""
    port = f"{META}pod_container_port_"
    written: set[str] = set()
    for rule in taking.rules:
        if rule.action == "labelmap":
            return language(rule.regex).pattern.startswith(("(.", "__meta_kubernetes_pod_container", ".")) or bool(
                written
            )
        reads = any(source.startswith(port) or source in written for source in rule.source_labels)
        if rule.action in ("keep", "drop", "keepequal", "dropequal", "labeldrop", "labelkeep") or not reads:
            continue
        if not rule.target_label.startswith("__") or rule.target_label.startswith("__param_"):
            return True
        written.add(rule.target_label)
    return False


def may_be_same(one: Term, other: Term) -> bool:
    """Whether two texts can be the same, as far as is seen without their labels."""
    if is_text(one) and is_text(other):
        return one == other
    first = [term[0] if term and isinstance(term[0], str) else "" for term in (one, other)]
    return first[0].startswith(first[1]) or first[1].startswith(first[0])


def _marked(taking: Taking, way: Way, mark: str, second: bool) -> tuple[Facts, list[Term]]:
    """The facts of a way and its URL, with what nobody knows named apart, and what is of the container where it is that
    of a second target."""

    def change(term: Term) -> Term:
        return tuple(part if isinstance(part, str) else _named(part, mark, second) for part in term)

    facts = tuple(
        replace(fact, term=change(fact.term))
        if isinstance(fact, Fact)
        else replace(fact, one=change(fact.one), other=change(fact.other))
        for fact in way.facts
    )
    return facts, [change(way.text(label, taking.start)) for label in URL] if taking.scrape else []


def _named(label: Label, mark: str, second: bool) -> Label:
    if label.name.startswith("?"):
        return Label(f"{label.name}.{mark}")
    return Label(label.name + SECOND) if second and is_of_container(label.name) else label


def _second(term: Term) -> Term:
    return tuple(part if isinstance(part, str) else Label(part.name + SECOND) for part in term)
