"""RE2 patterns as Go's `regexp` runs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import re2

from ...languages.ottl.globs import glob_pattern
from ...languages.ottl.values import EvaluationError, Unmodelled


@lru_cache(maxsize=1024)
def pattern(text: str) -> Any:
    """A compiled pattern. Raises EvaluationError for what is none."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error:
        raise EvaluationError(f"`{text}` is no regular expression") from None


@lru_cache(maxsize=1024)
def glob(text: str) -> Any:
    """A compiled glob. Raises EvaluationError for what is none."""
    translated = glob_pattern(text)
    if translated is None:
        raise EvaluationError(f"`{text}` is no pattern")
    return re.compile(translated.removesuffix("$") + r"\Z")


def search(compiled: Any, text: str, start: int = 0) -> Any:
    """The first match, or None. Raises Unmodelled for a text with bytes that are no UTF-8."""
    try:
        return compiled.search(text, start)
    except UnicodeEncodeError:
        raise Unmodelled("a pattern over bytes that are no UTF-8") from None


def matches(compiled: Any, text: str) -> Iterator[Any]:
    """All matches, none that is empty and follows another at once."""
    last_end = -1
    try:
        for match in compiled.finditer(text):
            if match.end() > match.start() or match.start() != last_end:
                yield match
            last_end = match.end()
    except UnicodeEncodeError:
        raise Unmodelled("a pattern over bytes that are no UTF-8") from None


def replace_all(compiled: Any, text: str, replacement: str) -> str:
    """`$1`, `${1}` and `${name}` in the replacement are what a group matched, `$$` is a dollar."""
    return replace_each(compiled, text, lambda match: expand(compiled, match, replacement))


def replace_each(compiled: Any, text: str, replace: Callable[[Any], str]) -> str:
    """A text with each match replaced."""
    out, position = [], 0
    for match in matches(compiled, text):
        out += [text[position : match.start()], replace(match)]
        position = match.end()
    return "".join([*out, text[position:]])


_REFERENCE = re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))")


def expand(compiled: Any, match: Any, replacement: str) -> str:
    """A replacement with its references filled in; a group that is not there, or did not match, is empty."""
    return _REFERENCE.sub(lambda reference: _referred(compiled, match, reference), replacement)


def _referred(compiled: Any, match: Any, reference: re.Match[str]) -> str:
    if reference[1]:
        return "$"
    name = reference[2] or reference[3]
    if name.isdecimal() and (name == "0" or name[0] != "0"):
        number = int(name)
        return (match.group(number) or "") if number <= compiled.groups else ""
    number = compiled.groupindex.get(name, 0)
    return (match.group(number) or "") if number else ""
