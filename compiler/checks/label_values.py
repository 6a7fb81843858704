"""Values of labels with which facts hold, or that there are none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ..algebra import Language, finite, language, word
from .label_ways import Domain, Fact, Facts, Label, Same, Term, Undecided, as_text, is_text

USUAL = ("true", "8080", "x", "http", "/metrics", "web", "metrics")
"""Values that read well, tried before any other."""


@dataclass
class _Asked:
    """The labels that must be the same, by the first of each, and the facts about texts of these."""

    first: dict[str, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    differ: list[Same] = field(default_factory=list)

    def named(self, label: str) -> str:
        while label in self.first:
            label = self.first[label]
        return label

    def term(self, term: Term) -> Term:
        return tuple(part if isinstance(part, str) else Label(self.named(part.name)) for part in term)


def solution(facts: Facts, domain: Domain, usual: Callable[[str], str]) -> dict[str, str] | None:
    """A value for each label, `usual` ones where they do; None where the facts contradict each other. Raises Undecided
    where none was found and none was proven not to be there, and NotModelled."""
    asked = _Asked(facts=[fact for fact in facts if isinstance(fact, Fact)])
    for same in facts:
        if isinstance(same, Same) and (not _differs(asked, same) if not same.holds else not _unify(asked, same)):
            return None
    if any(asked.term(same.one) == asked.term(same.other) for same in asked.differ):
        return None
    found = _values(asked, _labels(facts), domain, usual)
    if found is None:
        return None
    values = {label: found[asked.named(label)] for label in _labels(facts)}
    if not all(_holds(fact, values) for fact in facts):
        raise Undecided("no labels were found that all rules let by, and none was proven not to be there")
    return values


def _differs(asked: _Asked, same: Same) -> bool:
    asked.differ.append(same)
    return not (is_text(same.one) and same.one == same.other)


def _unify(asked: _Asked, same: Same) -> bool:
    """Takes two texts for one; False where they cannot be."""
    one, other = asked.term(same.one), asked.term(same.other)
    if is_text(one) and is_text(other):
        return as_text(one) == as_text(other)
    if is_text(other):
        one, other = other, one
    if is_text(one):
        asked.facts.append(Fact(other, finite([as_text(one)])))
        return True
    if [type(part) for part in one] != [type(part) for part in other]:
        return True
    pairs = list(zip(one, other, strict=True))
    if any(isinstance(a, str) and a != b for a, b in pairs):
        return True
    for a, b in pairs:
        if isinstance(a, Label) and isinstance(b, Label) and asked.named(a.name) != asked.named(b.name):
            asked.first[asked.named(a.name)] = asked.named(b.name)
    return True


def _labels(facts: Facts) -> list[str]:
    terms = [term for fact in facts for term in ((fact.term,) if isinstance(fact, Fact) else (fact.one, fact.other))]
    return list(dict.fromkeys(part.name for term in terms for part in term if isinstance(part, Label)))


def _values(asked: _Asked, labels: Sequence[str], domain: Domain, usual: Callable[[str], str]) -> dict[str, str] | None:
    groups: dict[Term, list[Fact]] = {}
    for fact in asked.facts:
        groups.setdefault(asked.term(fact.term), []).append(fact)
    for term, about in groups.items():
        if _word(term, about, ()) is None:
            return None
    same: dict[str, list[str]] = {}
    for label in labels:
        same.setdefault(asked.named(label), []).append(label)
    values: dict[str, str] = {}
    taken: dict[str, list[Fact]] = {label: groups.get((Label(label),), []) for label in same}
    for label, names in same.items():
        found = _value(label, taken[label], [known for n in names if (known := domain(n))], [usual(n) for n in names])
        if found is None:
            return None
        values[label] = found
    for term, about in groups.items():
        if len(term) > 1 and not all(_holds(fact, {**values}, asked) for fact in about):
            values.update(_split(term, about))
    if not all(_set_apart(asked, one, values, taken, domain) for one in asked.differ):
        return None
    return values


def _word(term: Term, about: Sequence[Fact], more: Iterable[Language]) -> str | None:
    inside = [*(fact.language for fact in about if fact.holds), *more] or [language(".*")]
    outside = [fact.language for fact in about if not fact.holds]
    if is_text(term):
        text = as_text(term)
        return text if all(text in one for one in inside) and not any(text in one for one in outside) else None
    return word(inside, outside)


def _value(label: str, about: Sequence[Fact], domains: Sequence[Language], usual: Sequence[str]) -> str | None:
    for text in (*usual, *USUAL):
        if all(_has(fact.language, text) is fact.holds for fact in about) and all(_has(d, text) for d in domains):
            return text
    return _word((Label(label),), about, domains)


def _split(term: Term, about: Sequence[Fact]) -> dict[str, str]:
    """Values of the labels of a joined text, of one that all facts about it allow."""
    text = _word(term, about, ())
    pattern = "".join(re.escape(part) if isinstance(part, str) else "(.*?)" for part in term)
    found = re.fullmatch(pattern, text or "", re.DOTALL)
    names = [part.name for part in term if isinstance(part, Label)]
    return dict(zip(names, found.groups(), strict=True)) if found else {}


def _set_apart(asked: _Asked, same: Same, values: dict[str, str], taken: dict[str, list[Fact]], domain: Domain) -> bool:
    """Another value for one of two labels that must differ; False where each has but one, and it is the same."""
    if _text(asked, same.one, values) != _text(asked, same.other, values):
        return True
    for one in (same.one, same.other):
        if len(one) == 1 and isinstance(one[0], Label):
            label = asked.named(one[0].name)
            apart = [*taken.get(label, []), Fact(one, finite([values[label]]), False)]
            tried = ("9090", f"{values[label]}-2", "other")
            found = _value(label, apart, [known for known in [domain(one[0].name)] if known], tried)
            if found is not None:
                values[label] = found
                return True
    return len(same.one) != 1 or len(same.other) != 1


def _text(asked: _Asked, term: Term, values: dict[str, str]) -> str:
    return "".join(part if isinstance(part, str) else values[asked.named(part.name)] for part in term)


@lru_cache(maxsize=100_000)
def _has(known: Language, text: str) -> bool:
    return text in known


def _holds(fact: Fact | Same, values: dict[str, str], asked: _Asked | None = None) -> bool:
    named = asked or _Asked()
    if isinstance(fact, Same):
        return (_text(named, fact.one, values) == _text(named, fact.other, values)) is fact.holds
    return _has(fact.language, _text(named, fact.term, values)) is fact.holds
