"""Regular expressions as Go reads them, and templates as Go's `Regexp.Expand` fills them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, TypeAlias

from .trace import Unknown

Pattern: TypeAlias = Any
"""A compiled pattern of google-re2, which has no types."""

Fill: TypeAlias = Callable[[Any], str]
"""From a match to the text that a template becomes."""

_MEMORY = 256 << 20
"""For a program of RE2: lists of metrics are alternations of thousands, and Go has no limit."""


@lru_cache(maxsize=20_000)
def compile_pattern(pattern: str) -> Pattern:
    """A pattern as it stands. Raises Unknown where RE2 does not take it: Alloy does not either."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise Unknown(f"`{pattern}` is no regular expression of RE2: {_said(error)}") from None


def compile_anchored(pattern: str, dot_all: bool = True) -> Pattern:
    """A pattern that must match all of a text, as rules have it. From Alloy 1.11 on `.` matches a line break too."""
    return compile_pattern(f"^(?{'s' if dot_all else ''}:{pattern})$")


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)


@cache
def _variable() -> re.Pattern[str]:
    return re.compile(r"\$(?:(\$)|\{(\w+)\}|(\w+))?")


def template(text: str, pattern: Pattern) -> Fill:
    """What fills in `$1`, `${1}`, `$name`, `${name}` and `$$`. A group that there is not, or that took no part in the
    match, is empty; a `$` before anything else stays."""
    parts: list[str | tuple[int, ...]] = []
    end = 0
    for found in _variable().finditer(text):
        parts.append(text[end : found.start()])
        name = found[2] or found[3]
        parts.append(_groups(name, pattern) if name else "$")
        end = found.end()
    parts.append(text[end:])
    if all(isinstance(part, str) for part in parts):
        constant = "".join(part for part in parts if isinstance(part, str))
        return lambda match: constant
    return lambda match: "".join(part if isinstance(part, str) else _captured(match, part) for part in parts)


def _groups(name: str, pattern: Pattern) -> tuple[int, ...]:
    """The groups that a name can mean: several may share it, and the first that matched counts."""
    if name.isascii() and name.isdigit() and (name == "0" or name[0] != "0") and len(name) <= 8:
        return (int(name),) if int(name) <= pattern.groups else ()
    number = pattern.groupindex.get(name)
    return () if number is None else (number,)


def _captured(match: Any, groups: tuple[int, ...]) -> str:
    for group in groups:
        text = match.group(group)
        if text is not None:
            return str(text)
    return ""


def lowercase(text: str) -> str:
    """As Go's strings.ToLower: a character for a character, whatever stands beside it."""
    return text.lower() if text.isascii() else "".join(character.lower()[0] for character in text)


def uppercase(text: str) -> str:
    """As Go's strings.ToUpper: a character for a character; one whose capital takes two stays."""
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(character: str) -> str:
    return next((capital for capital in (character.upper(), character.title()) if len(capital) == 1), character)
