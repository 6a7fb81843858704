"""Which metrics a journey lets through, by name, and how two differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..algebra import Language, language, word
from ..languages.fault import LanguageFault, NotModelled
from ..syntax.ast import Array, Attribute, Block, Literal
from .journeys import Journey, Said
from .rule import argument, pattern


@dataclass(frozen=True)
class Names:
    """The names that pass: those of every language of `kept` and of none of `dropped`. `rules` say so. Whatever else a
    rule looks at is not in it."""

    kept: tuple[Language, ...]
    dropped: tuple[Language, ...]
    rules: tuple[Said, ...]


@dataclass(frozen=True)
class Gone:
    """Names that one side lets through and the other does not: one name, or a pattern with one of its names."""

    name: str
    example: str


def names(journey: Journey) -> Names:
    """The names that a journey lets through, as far as rules on the name alone say it."""
    kept: list[Language] = []
    dropped: list[Language] = []
    rules: list[Said] = []
    for said in journey.said:
        if not (said.ordered and isinstance(said.node, Block) and said.component.kind.startswith("prometheus.")):
            continue
        pattern = _on_name(said.node)
        try:
            if _may_rename(said.node):
                break
            if pattern is None:
                continue
            (kept if argument(said.node, "action") == "keep" else dropped).append(language(pattern))
            rules.append(said)
        except (LanguageFault, NotModelled):
            break
    return Names(tuple(kept), tuple(dropped), tuple(rules))


def _may_rename(rule: Block) -> bool:
    """Whether a rule may write or take away the name."""
    target = argument(rule, "target_label")
    if argument(rule, "action") in ("labeldrop", "labelmap"):
        known = pattern(rule)
        return argument(rule, "action") == "labelmap" or known is None or "__name__" in language(known)
    return argument(rule, "action") == "labelkeep" or target == "__name__" or "$" in target


def _on_name(rule: Block) -> str | None:
    """The pattern of a rule that keeps or drops by name alone."""
    labels = next((s.value for s in rule.body if isinstance(s, Attribute) and s.name == "source_labels"), None)
    if argument(rule, "action") not in ("keep", "drop") or labels != Array((Literal("__name__"),)):
        return None
    return pattern(rule)


def lost(one: Names, other: Names) -> Iterator[Gone]:
    """What passes `one` and does not pass `other`, name by name where names are listed. Raises NotModelled."""
    listed = one.kept[0] if one.kept else None
    told: set[str] = set()
    for barrier, is_kept in [*((known, True) for known in other.kept), *((known, False) for known in other.dropped)]:
        inside, outside = list(one.kept), list(one.dropped)
        (outside if is_kept else inside).append(barrier)
        alternatives = _alternatives(listed if listed is not None else None if is_kept else barrier)
        for alternative in alternatives:
            if alternative.pattern in told:
                continue
            example = word([alternative, *inside], outside)
            if example is not None:
                told.add(alternative.pattern)
                yield Gone(example if _is_word(alternative) else alternative.pattern, example)


def _is_word(known: Language) -> bool:
    return known.is_finite and len(known.words) == 1


def _alternatives(known: Language | None) -> Iterator[Language]:
    """The parts that a pattern lists."""
    if known is None:
        yield language(".*")
    elif "(" in known.pattern or "[" in known.pattern or "\\" in known.pattern:
        yield known
    else:
        yield from (language(part) for part in dict.fromkeys(known.pattern.split("|")))
