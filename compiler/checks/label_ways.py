"""What rules may make of labels, for all that labels may be at the start: each way through a list of rules, with the
facts under which it is taken.

A text is written as a term: constants and labels of the start, one after the other. Where nobody can say what a rule
writes, it is a label that begins with `?`, which may be anything. So the ways have at least all that can happen: where
the facts of every way contradict each other, nothing comes through. What is found otherwise must be tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..algebra import Language, disjoint, finite, language, word
from ..simulate.relabel_rules import Arguments
from .alternatives import split

MOST_WAYS = 4_096
NONEMPTY = language(".+")
ABSENT = finite([""])


class Undecided(Exception):
    """Nobody can tell: a rule that is not modelled, or too many ways. Its text says why."""


@dataclass(frozen=True)
class Label:
    """What a label is at the start."""

    name: str


Term: TypeAlias = tuple[str | Label, ...]
"""A text: its parts, joined. `()` is the empty text."""


@dataclass(frozen=True)
class Fact:
    """That a text matches a pattern, or does not."""

    term: Term
    language: Language
    holds: bool = True


@dataclass(frozen=True)
class Same:
    """That two texts are the same, or are not."""

    one: Term
    other: Term
    holds: bool = True


Facts: TypeAlias = tuple[Fact | Same, ...]
Start: TypeAlias = Callable[[str], Term]
Domain: TypeAlias = Callable[[str], Language | None]
"""What a label may be at all; None for anything."""


@dataclass(frozen=True)
class Way:
    """What must hold, and what the labels are that rules have written."""

    facts: Facts = ()
    labels: Mapping[str, Term] = field(default_factory=dict)

    def text(self, label: str, start: Start) -> Term:
        return self.labels[label] if label in self.labels else start(label)


@dataclass(frozen=True)
class Dropped:
    """Data that a component drops: those of which all of this holds, of each joined labels a pattern, or not."""

    conditions: tuple[tuple[tuple[str, ...], Language, bool], ...]


@dataclass(frozen=True)
class Written:
    """Labels that a component writes, or takes away; None for any. `values` are what is known of them; with `maybe` it
    may also leave them."""

    names: frozenset[str] | None
    values: Mapping[str, str] = field(default_factory=dict)
    maybe: bool = False


Item: TypeAlias = Arguments | Dropped | Written


def ways(
    rules: Sequence[Item],
    start: Start,
    wanted: frozenset[str] = frozenset(),
    before: Way = Way(),
    dot_all: bool = True,
    domain: Domain = lambda label: None,
) -> list[Way]:
    """The ways of labels through rules, without those that contradict themselves. What rules write is told of the
    labels that are wanted; `domain` is what a label can be at all. Raises Undecided, NotModelled and LanguageFault."""
    found = [before]
    for place, (rule, needed) in enumerate(zip(rules, _needed(rules, wanted, dot_all), strict=True)):
        if needed is None:
            continue
        found = [after for way in found for after in _after(rule, way, Reading(start, needed, place, dot_all, domain))]
        if len(found) > MOST_WAYS:
            raise Undecided("there are too many ways through the rules")
    return found


def needed_before(rules: Sequence[Item], wanted: frozenset[str], dot_all: bool = True) -> frozenset[str]:
    """The labels before rules that decide about what is wanted behind them, and about what is dropped."""
    found = wanted
    for rule in rules:
        found |= _named_by(rule)
    return found


def _named_by(rule: Item) -> frozenset[str]:
    match rule:
        case Arguments():
            return frozenset((*rule.source_labels, rule.target_label)) - {""}
        case Dropped():
            return frozenset(label for labels, _, _ in rule.conditions for label in labels)
    return frozenset()


def _needed(rules: Sequence[Item], wanted: frozenset[str], dot_all: bool) -> list[frozenset[str] | None]:
    """For each rule the labels that matter behind it; None where it does nothing to them."""
    found: list[frozenset[str] | None] = []
    needed = wanted
    for rule in reversed(rules):
        if not isinstance(rule, Arguments):
            found.append(needed)
            needed |= _named_by(rule)
            continue
        match rule.action:
            case "keep" | "drop":
                found.append(needed)
                needed |= set(rule.source_labels)
            case "keepequal" | "dropequal":
                found.append(needed)
                needed |= {*rule.source_labels, rule.target_label}
            case "labeldrop" | "labelkeep":
                names = language(rule.regex, dot_all)
                found.append(needed if any((n in names) is (rule.action == "labeldrop") for n in needed) else None)
            case "labelmap":
                found.append(needed if needed else None)
                needed |= {source for name in needed if (source := _mapped_from(rule, name))}
            case _:
                touches = rule.target_label in needed or "$" in rule.target_label
                found.append(needed if touches else None)
                needed |= set(rule.source_labels) if touches else frozenset()
    return found[::-1]


@dataclass(frozen=True)
class Reading:
    """What the reading of one rule needs: what labels are at the start, which matter behind the rule, its place."""

    start: Start
    needed: frozenset[str]
    place: int
    dot_all: bool = True
    domain: Domain = lambda label: None

    def anything(self, label: str = "") -> Term:
        return (Label(f"?{self.place}.{label}"),)


def _after(rule: Item, way: Way, reading: Reading) -> Iterator[Way]:
    match rule:
        case Dropped():
            for labels, pattern, holds in rule.conditions:
                joined_text = joined([way.text(label, reading.start) for label in labels])
                yield from learned(way, [(Fact(joined_text, pattern, not holds),)])
        case Written():
            if rule.maybe:
                yield way
            names = reading.needed if rule.names is None else rule.names & reading.needed
            known = {name: (text,) if text else () for name, text in rule.values.items() if name in names}
            yield _written(way, {**{name: reading.anything(name) for name in names}, **known})
        case _:
            yield from _after_rule(rule, way, reading)


def _after_rule(rule: Arguments, way: Way, reading: Reading) -> Iterator[Way]:
    texts = [way.text(label, reading.start) for label in rule.source_labels]
    match rule.action:
        case "keep" | "drop":
            yield from learned(way, matching(texts, rule, rule.action == "keep", reading))
        case "keepequal" | "dropequal":
            target = way.text(rule.target_label, reading.start)
            yield from learned(way, [(Same(joined(texts, rule.separator), target, rule.action == "keepequal"),)])
        case "replace" if "$" in rule.target_label:
            yield _written(way, {label: reading.anything(label) for label in reading.needed})
        case "replace":
            yield from learned(way, matching(texts, rule, False, reading))
            written = {rule.target_label: replaced(texts, rule, reading.anything())}
            yield from (_written(one, written) for one in learned(way, matching(texts, rule, True, reading)))
        case "labeldrop" | "labelkeep":
            names = language(rule.regex, reading.dot_all)
            gone = [label for label in reading.needed if (label in names) is (rule.action == "labeldrop")]
            yield _written(way, dict.fromkeys(gone, ()))
        case "labelmap":
            yield from _mapped(rule, way, reading)
        case _:
            yield _written(way, {rule.target_label: reading.anything()})


def _written(way: Way, labels: Mapping[str, Term]) -> Way:
    return replace(way, labels={**way.labels, **labels})


def learned(way: Way, several: Sequence[Facts]) -> Iterator[Way]:
    """The way with each of several facts, where they contradict nothing."""
    for facts in several:
        known = (*way.facts, *(fact for fact in facts if not _says_nothing(fact)))
        if not any(_is_false(fact, known) for fact in facts):
            yield replace(way, facts=known)


def _says_nothing(fact: Fact | Same) -> bool:
    return isinstance(fact, Fact) and (is_text(fact.term) or (fact.holds and fact.language.pattern in ("(.*)", ".*")))


def _is_false(fact: Fact | Same, known: Facts) -> bool:
    """Whether a fact contradicts the others on the same text."""
    if isinstance(fact, Same):
        texts = is_text(fact.one) and is_text(fact.other)
        return (fact.one == fact.other and not fact.holds) or (texts and (fact.one == fact.other) is not fact.holds)
    if is_text(fact.term):
        return (as_text(fact.term) in fact.language) is not fact.holds
    about = [other for other in (*known, fact) if isinstance(other, Fact) and other.term == fact.term]
    inside = [other.language for other in about if other.holds] or [language(".*")]
    return word(inside, [other.language for other in about if not other.holds]) is None


def is_text(term: Term) -> bool:
    return all(isinstance(part, str) for part in term)


def as_text(term: Term) -> str:
    return "".join(part for part in term if isinstance(part, str))


def joined(texts: Sequence[Term], separator: str = "") -> Term:
    """Texts with a separator between them; neighbouring constants are one."""
    parts: list[str | Label] = []
    for place, text in enumerate(texts):
        for part in (*((separator,) if place and separator else ()), *text):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
    return tuple(parts)


def matching(texts: Sequence[Term], rule: Arguments, holds: bool, reading: Reading) -> list[Facts]:
    """The facts, one set of them or another, under which the texts of a rule match its pattern, or do not."""
    dot_all = reading.dot_all
    whole = Fact(joined(texts, rule.separator), language(rule.regex, dot_all), holds)
    if len(texts) < 2 or is_text(whole.term):
        return [(whole,)]
    parts = [split_at(alternative, rule.separator) for _, alternative in split(_without_group(rule.regex))]
    within = language(f".*{_quoted(rule.separator)}.*")
    if any(len(part) != len(texts) for part in parts) or not (
        all(_is_without(text, within, reading.domain) for text in texts)
        or all(disjoint(language(one, dot_all), within) for part in parts for one in part)
    ):
        return [(whole,)]
    sets = [tuple(Fact(text, language(p, dot_all)) for text, p in zip(texts, part, strict=True)) for part in parts]
    if holds:
        return list(sets)
    if len(sets) > 1:
        return [(whole,)]
    return [(replace(fact, holds=False),) for fact in sets[0]]


def _is_without(text: Term, within: Language, domain: Domain) -> bool:
    """Whether a text can never have the separator in it, so that joined texts can be told apart again."""
    if is_text(text):
        return as_text(text) not in within
    known = domain(text[0].name) if len(text) == 1 and isinstance(text[0], Label) else None
    return known is not None and disjoint(known, within)


def _quoted(text: str) -> str:
    from ..languages.goregexp import quote_meta

    return quote_meta(text)


def _without_group(pattern: str) -> str:
    """A pattern without the edges and the group around all of it."""
    pattern = pattern.removeprefix("^")
    pattern = pattern[:-1] if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern
    if pattern.startswith("(") and group_end(pattern, 0) == len(pattern):
        return pattern[3:-1] if pattern.startswith("(?:") else pattern if pattern.startswith("(?") else pattern[1:-1]
    return pattern


def split_at(pattern: str, separator: str) -> list[str]:
    """A pattern cut where the separator stands outside of all groups and classes."""
    parts, start, place = [], 0, 0
    while place < len(pattern):
        if separator and pattern.startswith(separator, place):
            parts.append(pattern[start:place])
            place = start = place + len(separator)
        elif pattern[place] == "(":
            place = group_end(pattern, place)
        elif pattern[place] == "[":
            place = _class_end(pattern, place)
        else:
            place += 2 if pattern[place] == "\\" else 1
    return [*parts, pattern[start:]]


def group_end(pattern: str, start: int) -> int:
    """The place behind the group that begins at one; the end of the pattern where it is never closed."""
    depth, place = 0, start
    while place < len(pattern):
        match pattern[place]:
            case "\\":
                place += 1
            case "[":
                place = _class_end(pattern, place) - 1
            case "(":
                depth += 1
            case ")":
                depth -= 1
                if not depth:
                    return place + 1
        place += 1
    return len(pattern)


def _class_end(pattern: str, start: int) -> int:
    place = start + 1
    place += pattern[place : place + 1] == "^"
    place += pattern[place : place + 1] == "]"
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return min(place + 1, len(pattern))


def replaced(texts: Sequence[Term], rule: Arguments, otherwise: Term) -> Term:
    """What a rule that matches writes."""
    if "$" not in rule.replacement:
        return (rule.replacement,) if rule.replacement else ()
    groups = _groups(texts, rule)
    parts: list[Term] = []
    rest = rule.replacement
    while rest:
        before, dollar, rest = rest.partition("$")
        parts.append((before,) if before else ())
        if dollar:
            name, rest = _group_name(rest)
            if name not in groups:
                return otherwise
            parts.append(groups[name])
    return joined(parts)


def _group_name(rest: str) -> tuple[str, str]:
    if rest.startswith("{"):
        name, _, rest = rest[1:].partition("}")
        return name, rest
    length = next((place for place, c in enumerate(rest) if not (c.isalnum() or c == "_")), len(rest))
    return rest[:length], rest[length:]


def _groups(texts: Sequence[Term], rule: Arguments) -> dict[str, Term]:
    """The groups of a pattern that are all of a text, or all of the texts."""
    pattern = rule.regex
    whole = joined(texts, rule.separator)
    if pattern.startswith("(") and not pattern.startswith("(?") and group_end(pattern, 0) == len(pattern):
        return {"1": whole, "0": whole}
    found, number = {"0": whole}, 0
    parts = split_at(pattern, rule.separator)
    for text, part in zip(texts, parts if len(parts) == len(texts) else (), strict=False):
        opening = [p for p in range(len(part)) if part[p] == "(" and part[p + 1 : p + 2] != "?" and part[p - 1] != "\\"]
        if opening and opening[0] == 0 and group_end(part, 0) == len(part):
            found[str(number + 1)] = text
        number += len(opening)
    return found


def _mapped_from(rule: Arguments, name: str) -> str:
    """The label that a `labelmap` may make another of; "" where there is none that anybody can name."""
    prefix, plus, group = rule.regex.partition("(")
    start, dollar, _ = rule.replacement.partition("$")
    suffix = name.removeprefix(start)
    if not plus or group not in (".+)", ".*)") or not dollar or not name.startswith(start) or not suffix:
        return ""
    return "" if suffix.startswith("_") and "_kubernetes_" in prefix else prefix + suffix


def _mapped(rule: Arguments, way: Way, reading: Reading) -> Iterator[Way]:
    prefix, plus, group = rule.regex.partition("(")
    if not plus or group not in (".+)", ".*)") or not prefix.replace("_", "a").isalnum():
        constant, _, _ = rule.replacement.partition("$")
        yield _written(way, {n: reading.anything(n) for n in reading.needed if n.startswith(constant)})
        return
    found = [way]
    for name in sorted(reading.needed):
        source = _mapped_from(rule, name)
        if source:
            text = way.text(source, reading.start)
            there = [_written(w, {name: text}) for one in found for w in learned(one, [(Fact(text, NONEMPTY),)])]
            found = [*(w for one in found for w in learned(one, [(Fact(text, ABSENT),)])), *there]
    yield from found
