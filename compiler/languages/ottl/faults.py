"""What is wrong with a statement of OTTL, and where."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .ast import Span


class OttlFault(Exception):
    """The Collector does not take the statement. `offset` and `length` point at the word."""

    def __init__(self, offset: int, length: int, message: str, help: str = "") -> None:
        super().__init__(message)
        self.offset, self.length, self.message, self.help = offset, length, message, help


def fault(at: Span, message: str, help: str = "") -> OttlFault:
    """A fault of the words from `at.start` to `at.end`."""
    return OttlFault(at.start, at.end - at.start, message, help)


def nearest(name: str, known: Iterable[str]) -> str:
    """A help line with the nearest known name, or all of them where they are few."""
    names = sorted(known)
    close = get_close_matches(name, names, 1, 0.6) or get_close_matches(name.lower(), names, 1, 0.6)
    if close:
        return f"did you mean `{close[0]}`?"
    return f"known: {', '.join(names)}" if 0 < len(names) <= 30 else ""
