"""What is asked of languages. All of it is one question: is there a text in these and in none of those?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from .automaton import machine, search
from .language import Language
from .tree import Node, Text


def word(inside: Sequence[Language], outside: Sequence[Language] = ()) -> str | None:
    """A text that every language of `inside` has and none of `outside`; None where there is none. At least one is
    inside. Raises NotModelled where nobody can tell."""
    return _word(tuple(dict.fromkeys(inside)), tuple(dict.fromkeys(outside)))


@lru_cache(maxsize=10_000)
def _word(inside: tuple[Language, ...], outside: tuple[Language, ...]) -> str | None:
    if set(inside) & set(outside):
        return None
    for text in _listed(inside):
        if all(text in known for known in inside) and not any(text in known for known in outside):
            return text
    if any(known.is_finite for known in inside):
        return None
    excluded = [_relevant(known, inside) for known in outside]
    same = {node for known in outside for node in known.rest}
    rests = [tuple(node for node in known.rest if node not in same) for known in inside]
    if not all(rests):
        return None
    found = search([machine(rest) for rest in rests], [machine(nodes) for nodes in excluded if nodes])
    assert found is None or (all(found in known for known in inside) and not any(found in o for o in outside)), found
    return found


def _listed(inside: Sequence[Language]) -> Iterator[str]:
    """The words of the languages; just those of the shortest, where it has nothing else."""
    lists = [known for known in inside if known.is_finite]
    for known in [min(lists, key=lambda known: len(known.words))] if lists else inside:
        yield from sorted(known.words, key=lambda text: (len(text), text))


def _relevant(known: Language, inside: Sequence[Language]) -> tuple[Node, ...]:
    """The alternatives of an excluded language that can matter."""
    words = sorted(text for text in known.words if all(text in other for other in inside))
    return (*known.rest, *(Text(text) for text in words))


def empty(known: Language) -> bool:
    """Whether the language has no text at all."""
    return word([known]) is None


def contains(outer: Language, inner: Language) -> bool:
    """Whether every text of `inner` is one of `outer`."""
    return word([inner], [outer]) is None


def equal(one: Language, other: Language) -> bool:
    """Whether they are the same texts."""
    return one == other or (contains(one, other) and contains(other, one))


def disjoint(one: Language, other: Language) -> bool:
    """Whether no text is in both."""
    return word([one, other]) is None
