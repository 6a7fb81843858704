"""The texts that a pattern matches whole, as Prometheus' rules and matchers have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any

from ..languages.fault import LanguageFault, NotModelled
from ..languages.goregexp import quote_meta
from .classes import EVERYTHING, complement
from .tree import Choice, Class, Edge, Node, Repeat, Sequence, Text, read_tree

LONGEST_LIST = 2_000
"""Texts that an alternative is written out as; one that has more stays a pattern."""


@dataclass(frozen=True)
class Language:
    """A pattern, and what its whole matches are: `words` just so, and those of `rest`, which are patterns."""

    pattern: str
    dot_all: bool = True
    words: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    rest: tuple[Node, ...] = field(default=(), compare=False, repr=False)

    def __contains__(self, text: str) -> bool:
        """Whether the pattern matches all of a text: RE2 says so."""
        return text in self.words or self._compiled.search(text) is not None

    @property
    def is_finite(self) -> bool:
        """Whether `words` is all of it."""
        return not self.rest

    @cached_property
    def _compiled(self) -> Any:
        return _compiled(self.pattern, self.dot_all)


@lru_cache(maxsize=10_000)
def language(pattern: str, dot_all: bool = True) -> Language:
    """The language of a pattern. Before Alloy 1.11 `.` matches no line break (`dot_all` False).

    Raises LanguageFault for what RE2 refuses, NotModelled for what our automata do not read: word boundaries,
    edges of lines, classes of Unicode.
    """
    if _is_plain_list().fullmatch(pattern):
        return Language(pattern, dot_all, frozenset(pattern.split("|")))
    _compiled(pattern, dot_all)
    words: set[str] = set()
    rest: list[Node] = []
    quick = _is_simple().fullmatch(pattern)
    for alternative in _simple_tree(pattern, dot_all) if quick else _spread(read_tree(pattern, dot_all)):
        found = _texts(alternative)
        if found is None:
            rest.append(alternative)
        else:
            words |= found
    return Language(pattern, dot_all, frozenset(words), tuple(rest))


@cache
def _is_simple() -> re.Pattern[str]:
    return re.compile(r"(?:[A-Za-z0-9_:/ @;,=|-]|\.[*+])*")


def _simple_tree(pattern: str, dot_all: bool) -> Iterator[Node]:
    """The alternatives of a pattern that has nothing but texts, `.*` and `.+`: no grammar is read."""
    any_character = Class(EVERYTHING if dot_all else complement(((10, 10),)))
    for alternative in dict.fromkeys(pattern.split("|")):
        parts: list[Node] = []
        for piece in re.split(r"(\.[*+])", alternative):
            if piece in (".*", ".+"):
                parts.append(Repeat(any_character, int(piece == ".+"), None))
            elif piece:
                parts.append(Text(piece))
        yield parts[0] if len(parts) == 1 else Sequence(tuple(parts)) if parts else Text("")


def finite(words: Iterable[str]) -> Language:
    """The language of just these texts."""
    known = frozenset(words)
    pattern = "|".join(quote_meta(word) for word in sorted(known)) if known else r"[^\x00-\x{10FFFF}]"
    return Language(pattern, True, known)


@cache
def _is_plain_list() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z0-9_:/ @;,=-]*(?:\|[A-Za-z0-9_:/ @;,=-]*)*")


@lru_cache(maxsize=10_000)
def _compiled(pattern: str, dot_all: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = 256 << 20
    try:
        re2.compile(pattern, options)
        return re2.compile(f"^(?{'s' if dot_all else ''}:{pattern})$", options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        raise LanguageFault(
            said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said), pattern, 0
        ) from None
    except UnicodeEncodeError:
        raise NotModelled("a pattern that is not UTF-8") from None


def _spread(node: Node) -> tuple[Node, ...]:
    """The alternatives of a whole pattern. Edges around it say nothing: it is matched whole anyway."""
    if isinstance(node, Sequence):
        parts = list(node.parts)
        while parts and parts[0] == Edge("start"):
            del parts[0]
        while parts and parts[-1] == Edge("end"):
            del parts[-1]
        node = parts[0] if len(parts) == 1 else Sequence(tuple(parts))
        if isinstance(node, Sequence):
            return (node,)
    if isinstance(node, Choice):
        return tuple(inner for alternative in node.alternatives for inner in _spread(alternative))
    return (node,)


def _texts(node: Node) -> set[str] | None:
    """All texts of a node, or None where there are too many or an edge is in it."""
    match node:
        case Text(text):
            return {text}
        case Class(ranges):
            if sum(last - first + 1 for first, last in ranges) > 100:
                return None
            return {
                chr(code) for first, last in ranges for code in range(first, last + 1) if not 0xD800 <= code <= 0xDFFF
            }
        case Choice(alternatives):
            return _all(alternatives, lambda found: set().union(*found))
        case Sequence(parts):
            return _all(parts, _joined)
        case Repeat(part, least, most) if most is not None and most <= 8:
            counted: list[set[str]] = []
            inner = _texts(part)
            if inner is None or len(inner) ** most > LONGEST_LIST:
                return None
            counted += [_joined([inner] * times) or set() for times in range(least, most + 1)]
            return set().union(*counted)
    return None


def _all(nodes: Iterable[Node], join: Any) -> set[str] | None:
    found = []
    for node in nodes:
        texts = _texts(node)
        if texts is None:
            return None
        found.append(texts)
    joined = join(found)
    return joined if joined is None or len(joined) <= LONGEST_LIST else None


def _joined(found: list[set[str]]) -> set[str] | None:
    size = 1
    for texts in found:
        size *= len(texts)
        if size > LONGEST_LIST:
            return None
    return {"".join(parts) for parts in product(*found)}
