"""Go's `regexp`, which is RE2: google-re2 with the few rules that differ in how matches follow one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from functools import cache, cached_property
from typing import Any, TypeAlias

from ..report.record import dataclass
from .fault import LanguageFault, NotModelled

Match: TypeAlias = Any
"""A match of google-re2: `group(n)` is None where the group took no part, `span(n)` then (-1, -1)."""


@dataclass(frozen=True)
class Regexp:
    """A compiled pattern."""

    pattern: str
    compiled: Any = field(repr=False, compare=False)

    def search(self, text: str) -> Match | None:
        """The first match anywhere in the text."""
        try:
            return self.compiled.search(text)
        except UnicodeEncodeError:
            raise NotModelled("a pattern on a text that is not UTF-8") from None

    def matches(self, text: str) -> bool:
        """Whether the text holds a match."""
        return self.search(text) is not None

    def find_all(self, text: str) -> Iterator[Match]:
        """Every match; an empty one right after another does not count."""
        position, previous_end = 0, -1
        while position <= len(text) and (found := self._search_from(text, position)):
            begin, end = found.span()
            if end == position:
                accepted = begin != previous_end
                position += 1
            else:
                accepted = True
                position = end
            previous_end = end
            if accepted:
                yield found

    def replace(self, text: str, replacement: Callable[[Match], str]) -> str:
        """`ReplaceAllStringFunc`, but that the function is given the match."""
        parts: list[str] = []
        position = last_end = 0
        while position <= len(text) and (found := self._search_from(text, position)):
            begin, end = found.span()
            parts.append(text[last_end:begin])
            if end > last_end or begin == 0:
                parts.append(replacement(found))
            last_end = end
            position = end if position < end else position + 1
        return "".join(parts) + text[last_end:]

    def _search_from(self, text: str, position: int) -> Match | None:
        try:
            return self.compiled.search(text, position)
        except UnicodeEncodeError:
            raise NotModelled("a pattern on a text that is not UTF-8") from None

    @cached_property
    def names(self) -> tuple[tuple[int, str], ...]:
        """The number and name of each named group, in order. Raises NotModelled where two groups share a name."""
        written = re.findall(r"\(\?P?<(\w+)>", self.pattern)
        if len(set(written)) < len(written):
            raise NotModelled("a pattern in which two groups have the same name")
        return tuple(sorted((number, name) for name, number in self.compiled.groupindex.items()))

    def expand(self, template: str, found: Match) -> str:
        """`$1`, `${name}` and `$$` of a replacement, filled in from a match."""

        def value(reference: re.Match[str]) -> str:
            name = reference[1] or reference[2]
            if reference[0] == "$$":
                return "$"
            if not name:
                return reference[0]
            if name.isdigit():
                number = int(name)
            else:
                number = next((number for number, known in self.names if known == name), -1)
            return (found.group(number) or "") if 0 <= number <= self.compiled.groups else ""

        return _reference().sub(value, template)


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"\$(?:\$|\{(\w+)\}|(\w+))")


@cache
def compile_regexp(pattern: str, whole: bool = False) -> Regexp:
    """A pattern of Go. `whole` is how Prometheus matches labels: the whole text, and `.` takes line breaks too.

    Raises LanguageFault at the part of the pattern that Go refuses.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    if re.search(r"(?<!\\)(?:\\\\)*\\C", pattern):
        raise LanguageFault("a pattern has no escape `\\C`", pattern, pattern.index("\\C"), "write `.`")
    try:
        re2.compile(pattern, options)
        return Regexp(pattern, re2.compile(f"^(?s:{pattern})$" if whole else pattern, options))
    except re2.error as error:
        message = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        part = message.rpartition(": ")[2]
        offset = max(pattern.find(part), 0) if part else 0
        raise LanguageFault(message, pattern, offset, "patterns are those of RE2") from None
    except UnicodeEncodeError:
        raise LanguageFault("invalid UTF-8 in a pattern", pattern, 0) from None


def quote_meta(text: str) -> str:
    """`regexp.QuoteMeta`."""
    return re.sub(r"[\\.+*?()|\[\]{}^$]", lambda found: "\\" + found[0], text)
