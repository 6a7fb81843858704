"""Comments in values by which a user accepts what a rule finds: `# alloyc: ignore[dead-value] for the next cluster`.

A comment counts for its line, or, alone on one, for the next; and for what stands indented below that line. It must say
why. One that accepts nothing is itself a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..report.diagnostics import Diagnostic, Span
from ..report.record import dataclass
from ..values.load import Values

if TYPE_CHECKING:
    from .finding import Finding

_COMMENT = re.compile(r"(?:^|\s)#\s*alloyc:\s*ignore\[([a-z0-9, -]*)\]\s*(.*)$")


@dataclass(frozen=True)
class Accepted:
    """A comment: where it is, which codes it names and why, and the lines it counts for."""

    span: Span
    codes: frozenset[str]
    reason: str
    lines: range

    def covers(self, diagnostic: Diagnostic) -> bool:
        span = diagnostic.span
        return (
            span is not None
            and span.file == self.span.file
            and span.line in self.lines
            and diagnostic.code in self.codes
        )


def accepted(found: Sequence[Finding], values: Values, asked: frozenset[str]) -> list[Finding]:
    """The findings that no comment accepts, and those about the comments: of codes that were asked for."""
    from .finding import Finding

    comments = [comment for file, text in values.sources.items() for comment in comments_in(file, text)]
    valid = [comment for comment in comments if comment.reason]
    kept = [one for one in found if not any(comment.covers(one.diagnostic) for comment in valid)]
    for comment in comments:
        if not comment.reason:
            kept.append(Finding(_unexplained(comment)))
        elif comment.codes <= asked and not any(comment.covers(one.diagnostic) for one in found):
            kept.append(Finding(_unused(comment)))
    return kept


def comments_in(file: str, text: str) -> Iterator[Accepted]:
    """The comments of a file."""
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        codes = frozenset(code.strip() for code in match[1].split(",") if code.strip())
        first = number if line[: match.start()].strip() else _next(lines, number)
        start = match.start() + (not match[0].startswith("#"))
        span = Span(file, number, start + 1, len(line) - start)
        yield Accepted(span, codes, match[2].strip(), range(first, _end(lines, first)))


def _next(lines: Sequence[str], number: int) -> int:
    """The number of the next line with something in it."""
    for following in range(number + 1, len(lines) + 1):
        if not _is_empty(lines[following - 1]):
            return following
    return number


def _end(lines: Sequence[str], first: int) -> int:
    """The number of the line behind the last that stands indented below one."""
    indent = _indent(lines[first - 1])
    for following in range(first + 1, len(lines) + 1):
        line = lines[following - 1]
        if not _is_empty(line) and _indent(line) <= indent:
            return following
    return len(lines) + 1


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _unexplained(comment: Accepted) -> Diagnostic:
    message = "this comment accepts a finding without a reason, and is not heeded"
    help = "write behind the bracket why it is meant"
    return Diagnostic("unexplained-ignore", message, (), help, "warning", comment.span)


def _unused(comment: Accepted) -> Diagnostic:
    message = f"nothing is found here that `{', '.join(sorted(comment.codes))}` could accept"
    return Diagnostic("unused-ignore", message, (), "take the comment away", "warning", comment.span)
