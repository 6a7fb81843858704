"""What `stage.match` selects by: labels and line filters, a small part of LogQL (Alloy's `internal/loki/logql`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from ..report.record import dataclass
from .fault import LanguageFault
from .goregexp import Regexp, compile_regexp
from .gostrings import unquote
from .grammars import read

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True)
class Matcher:
    """`name operator "value"`: `=`, `!=`, `=~`, `!~`. A label that is not there has the value ""."""

    name: str
    operator: str
    value: str

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Whether a set of labels fits."""
        value = labels.get(self.name, "")
        found = value == self.value if self._regexp is None else self._regexp.matches(value)
        return found == (self.operator[0] == "=")

    @cached_property
    def _regexp(self) -> Regexp | None:
        return compile_regexp(self.value, whole=True) if "~" in self.operator else None


@dataclass(frozen=True)
class Filter:
    """`operator "value"` on the line: `|=`, `!=`, `|~`, `!~`."""

    operator: str
    value: str

    def accepts(self, line: str) -> bool:
        """Whether a line fits."""
        found = self.value in line if self._regexp is None else self._regexp.matches(line)
        return found == (self.operator[0] == "|")

    @cached_property
    def _regexp(self) -> Regexp | None:
        return compile_regexp(self.value) if "~" in self.operator else None


@dataclass(frozen=True)
class Selector:
    """A whole expression: every matcher and every filter must fit."""

    matchers: tuple[Matcher, ...]
    filters: tuple[Filter, ...] = ()

    def accepts(self, labels: Mapping[str, str], line: str) -> bool:
        """Whether an entry fits."""
        for matcher in self.matchers:
            if not matcher.accepts(labels):
                return False
        return all(filter_.accepts(line) for filter_ in self.filters)


@cache
def parse(text: str) -> Selector:
    """A selector. Raises LanguageFault, also for a pattern that RE2 refuses (Alloy stops at one)."""
    tree = read("logql", text, 'write `{name="value"}`, and filters such as `|= "text"` after it')
    selector, *filters = tree.children
    return Selector(
        tuple(_matcher(text, node) for node in _trees(selector)), tuple(_filter(text, node) for node in _trees(filters))
    )


def _trees(node: Any) -> list[Tree[Any]]:
    return list(node if isinstance(node, list) else node.children)


def _matcher(text: str, node: Tree[Any]) -> Matcher:
    name, operator, value = cast("list[Token]", node.children)
    return Matcher(str(name), str(operator), _value(text, operator, value, whole=True))


def _filter(text: str, node: Tree[Any]) -> Filter:
    operator, value = cast("list[Token]", node.children)
    return Filter(str(operator), _value(text, operator, value, whole=False))


def _value(text: str, operator: Token, spelling: Token, whole: bool) -> str:
    value = unquote(str(spelling))
    place = spelling.start_pos or 0
    if value is None:
        help_line = "write `\\\\` for a backslash"
        raise LanguageFault(f"{spelling} holds an escape that Go does not know", text, place, help_line)
    if "~" in operator:
        try:
            compile_regexp(value, whole)
        except LanguageFault as fault:
            raise LanguageFault(fault.message, text, place, fault.help) from None
    return value
