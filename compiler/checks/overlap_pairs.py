"""Two sources against each other: a pod that both take, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, TypeAlias

from ..algebra import Language, disjoint, language, word
from ..languages.goregexp import quote_meta
from ..simulate.places import Source
from .label_values import solution
from .label_ways import Fact, Facts, Label, Same, Term, Undecided, Way, is_text
from .overlap_objects import META, SECOND, domain, is_of_container, objects_of, usual
from .overlap_takings import URL, Taking

MOST_TRIED = 12
"""So many witnesses are built for a pair before it is left undecided."""
FILTERS = ("keep", "drop", "keepequal", "dropequal", "labelkeep")
CONTAINER_NAME: Term = (Label(f"{META}pod_container_name"),)
PORT_NAME: Term = (Label(f"{META}pod_container_port_name"),)
PORT: Term = (Label(f"{META}pod_container_port_number"),)

Names: TypeAlias = Sequence[tuple[list[Language], list[Language]]]
Objects: TypeAlias = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Reader:
    """A source with the ways of targets to it; `names` are what rules say of the metrics on its ways to each
    destination."""

    source: Source
    ways: tuple[tuple[Taking, Way], ...]
    names: Mapping[str, Names]
    is_log: bool = False

    @cached_property
    def first(self) -> list[_Marked]:
        """Its ways as those of the first of two sources."""
        return [_Marked.of(taking, way, "a", False) for taking, way in self.ways]

    @cached_property
    def other(self) -> list[_Marked]:
        """Its ways as those of the other, of the same target."""
        return [_Marked.of(taking, way, "b", False) for taking, way in self.ways]

    @cached_property
    def second(self) -> list[_Marked]:
        """Its ways as those of the other, of a second target of the pod."""
        return [_Marked.of(taking, way, "b", True) for taking, way in self.ways]

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
    own, seconds = one.first, other.second
    if one is other:
        _refuse_services(one)
        own, seconds = ([two for two in several if two.taking.discovery.role == "pod"] for several in (own, seconds))
        yield from _joined(own, seconds, _apart(one, True))
    else:
        yield from _joined(own, other.other, [()])
        yield from _joined(own, seconds, _apart(one, False))


def _joined(
    own: Sequence[_Marked], theirs: Sequence[_Marked], more: Sequence[Facts]
) -> Iterator[tuple[Mapping[str, str], Facts]]:
    for mine, its in product(own, theirs):
        if mine.agrees(its) and all(map(may_be_same, mine.url, its.url)):
            same = tuple(Same(a, b) for a, b in zip(mine.url, its.url, strict=True))
            keys = {**mine.taking.keys, **its.taking.keys}
            yield from ((keys, (*mine.facts, *its.facts, *same, *extra)) for extra in more)


def _refuse_services(one: Reader) -> None:
    """Raises Undecided for a source that takes pods by the services before them: there may be several."""
    if any(taking.discovery.role in ("endpoints", "endpointslice") for taking, _ in one.ways):
        raise Undecided("whether two services stand before one pod is not known: `--objects FILE`")


def _apart(one: Reader, itself: bool) -> list[Facts]:
    """How two targets of one pod differ."""
    ports = Same(PORT, _second(PORT), False)
    container = Same(CONTAINER_NAME, _second(CONTAINER_NAME))
    told_apart = not itself or any(tells_ports_apart(taking) for taking, _ in one.ways)
    names = Same(PORT_NAME, _second(PORT_NAME), False)
    of_one_container: list[Facts] = [(ports, container, names), (ports, container)] if told_apart else []
    if one.is_log:
        return of_one_container
    return [(ports, replace(container, holds=False)), *of_one_container]


def tells_ports_apart(taking: Taking) -> bool:
    """Whether two ports of one container can be targets with other labels than one another. Of logs, labels with `__`
    tell nothing apart."""
    of_port = {f"{META}pod_container_port_{name}" for name in ("name", "number", "protocol")}
    written: set[str] = set()
    for rule in taking.rules:
        match rule.action:
            case "labelmap":
                if any(name in language(rule.regex, taking.dot_all) for name in (*of_port, *written)):
                    return True
            case "labeldrop":
                written = {name for name in written if name not in language(rule.regex, taking.dot_all)}
            case action if action not in FILTERS and not (of_port | written).isdisjoint(rule.source_labels):
                written.add(rule.target_label)
    return any(taking.scrape is not None or not name.startswith("__") for name in written)


@lru_cache(maxsize=10_000)
def may_be_same(one: Term, other: Term) -> bool:
    """Whether two texts can be the same, as far as is seen of what their labels can be at all."""
    if is_text(one) and is_text(other):
        return one == other
    constants = [[part if isinstance(part, str) else None for part in term] for term in (one, other)]
    if constants[0] == constants[1]:
        return True
    return not disjoint(language(_pattern(one)), language(_pattern(other)))


def _pattern(term: Term) -> str:
    parts = [quote_meta(part) if isinstance(part, str) else _pattern_of(part.name) for part in term]
    return "".join(f"(?:{part})" for part in parts)


def _pattern_of(label: str) -> str:
    known = domain(label)
    return ".*" if known is None else known.pattern


@dataclass(frozen=True)
class _Marked:
    """A way's facts and URL, with what nobody knows named apart, and what is of the container where it is that of a
    second target. `true` and `false` are the facts on patterns that hold, and those that do not."""

    taking: Taking
    facts: Facts
    url: tuple[Term, ...]
    true: frozenset[tuple[Term, Language]]
    false: frozenset[tuple[Term, Language]]

    @classmethod
    def of(cls, taking: Taking, way: Way, mark: str, second: bool) -> _Marked:
        def change(term: Term) -> Term:
            return tuple(part if isinstance(part, str) else _named(part, mark, second) for part in term)

        facts = tuple(
            replace(fact, term=change(fact.term))
            if isinstance(fact, Fact)
            else replace(fact, one=change(fact.one), other=change(fact.other))
            for fact in way.facts
        )
        url = tuple(change(way.text(label, taking.start)) for label in URL) if taking.scrape else ()
        pairs = [
            frozenset((f.term, f.language) for f in facts if isinstance(f, Fact) and f.holds is holds)
            for holds in (True, False)
        ]
        return cls(taking, facts, url, *pairs)

    def agrees(self, other: _Marked) -> bool:
        """Whether no fact is plainly the opposite of one of the other."""
        return self.true.isdisjoint(other.false) and self.false.isdisjoint(other.true)


def _named(label: Label, mark: str, second: bool) -> Label:
    if label.name.startswith("?"):
        return Label(f"{label.name}.{mark}")
    return Label(label.name + SECOND) if second and is_of_container(label.name) else label


def _second(term: Term) -> Term:
    return tuple(part if isinstance(part, str) else Label(part.name + SECOND) for part in term)
