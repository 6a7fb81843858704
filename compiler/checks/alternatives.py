"""Alternatives of a pattern that match nothing that the rest of it does not match."""

from __future__ import annotations

from collections.abc import Iterator

from ..algebra import contains, language
from ..graph.contributions import own_contributions
from ..report.contribution import Contribution
from ..simulate.relabel_rules import Arguments
from ..syntax.ast import Attribute, Block, Literal

WITHOUT_CAPTURES = ("keep", "drop", "labeldrop", "labelkeep")
"""Actions for which only counts whether a pattern matches."""


def dead_alternatives(
    block: Block, rule: Arguments, dot_all: bool = True
) -> Iterator[tuple[int, str, Contribution, str]]:
    """The alternatives of a rule's pattern that change nothing and that the user wrote: where each begins, its text,
    what gave it, and the alternative that contains it, or the others. Raises NotModelled."""
    literal = next(
        (
            s.value
            for s in block.body
            if isinstance(s, Attribute) and s.name == "regex" and isinstance(s.value, Literal)
        ),
        None,
    )
    if literal is None or rule.action not in WITHOUT_CAPTURES:
        return
    for start, text, inside in contained(rule.regex, dot_all):
        by = _writer(literal, start, start + len(text))
        if by is not None:
            yield start, text, by, inside


def contained(pattern: str, dot_all: bool = True) -> list[tuple[int, str, str]]:
    """The alternatives that the rest contains, each without those already found: start, text, what contains it.

    Of two that are the same, it is the later one. Raises NotModelled."""
    alternatives = split(pattern)
    if len(alternatives) < 2:
        return []
    left = dict(alternatives)
    found = []
    for start, text in reversed(alternatives):
        others = [other for begin, other in left.items() if begin != start]
        if others and contains(language("|".join(others), dot_all), language(text, dot_all)):
            one = next((o for o in others if contains(language(o, dot_all), language(text, dot_all))), "|".join(others))
            found.append((start, text, one))
            del left[start]
    return sorted(found)


def split(pattern: str) -> list[tuple[int, str]]:
    """The alternatives at the top of a pattern with where each begins; one where flags reach over several."""
    if "(?" in pattern.replace("(?:", "") or r"\Q" in pattern:
        return [(0, pattern)]
    starts, depth, in_class, position = [0], 0, False, 0
    while position < len(pattern):
        match pattern[position]:
            case "\\":
                position += 1
            case "[" if not in_class:
                in_class = True
                position += pattern[position + 1 : position + 2] == "^"
                position += pattern[position + 1 : position + 2] == "]"
            case "]" if in_class:
                in_class = False
            case "(" if not in_class:
                depth += 1
            case ")" if not in_class:
                depth -= 1
            case "|" if not in_class and depth == 0:
                starts.append(position + 1)
        position += 1
    ends = [*(start - 1 for start in starts[1:]), len(pattern)]
    return [(start, pattern[start:end]) for start, end in zip(starts, ends, strict=True)]


def _writer(literal: Literal, start: int, end: int) -> Contribution | None:
    """The value of the user's that gave the characters; None where a preset did, which a value only chose."""
    covering = [part.by for part in literal.parts if part.start <= start and end <= part.end]
    if any(by.kind == "preset" for by in covering):
        return None
    written = covering if literal.parts else own_contributions(literal)
    return next((by for by in written if by.kind == "value"), None)
