"""`stage.luhn`: numbers that could be those of credit cards, replaced."""

from __future__ import annotations

from collections.abc import Callable

from ...languages.goregexp import Regexp
from ...languages.gostrings import is_digit, size, valid
from ...languages.gotemplate.values import settled
from .arguments import Arguments
from .entry import Entry, Run, Stage, each

LARGEST = 2**63 - 1


def luhn(arguments: Arguments) -> Stage:
    """The line becomes the text that was read, also where that is an extracted value."""
    replacement = arguments.text("replacement") or "**REDACTED**"
    shortest = int(arguments.number("min_length"))
    source = arguments.optional_text("source")
    delimiters = arguments.text("delimiters")
    skipped = arguments.regexp("skip_regex")
    length = shortest if shortest >= 1 else 13

    def redact(entry: Entry, run: Run) -> None:
        text = entry.line if source is None else settled(entry.extracted.get(source))
        if isinstance(text, str):
            entry.line = _redact(valid(text), length, delimiters, replacement, _skips(skipped, text))

    return each(redact)


def _skips(pattern: Regexp | None, text: str) -> Callable[[int, int], bool]:
    """Whether a span lies in a match of the pattern. Of overlapping spans the first match after the start counts."""
    spans: list[tuple[int, int]] | None = None

    def is_skipped(begin: int, end: int) -> bool:
        nonlocal spans
        if pattern is None:
            return False
        if spans is None:
            spans = [found.span() for found in pattern.find_all(text)]
        first = next((span for span in spans if span[1] > begin), None)
        return first is not None and first[0] <= begin and end <= first[1]

    return is_skipped


def _redact(text: str, shortest: int, delimiters: str, replacement: str, is_skipped: Callable[[int, int], bool]) -> str:
    """Runs of digits, with delimiters after the first; the delimiters after the last digit but one are lost."""
    parts: list[str] = []
    position = 0
    while position < len(text):
        begin = position
        if not is_digit(text[position]):
            parts.append(text[position])
            position += 1
            continue
        digits, last = "", position
        while position < len(text) and (is_digit(text[position]) or text[position] in delimiters):
            if is_digit(text[position]):
                digits += text[position]
                last = position
            position += 1
        if size(digits) >= shortest and is_luhn(digits) and not is_skipped(begin, last + 1):
            parts.append(replacement + (text[position - 1] if last < position - 1 else ""))
        else:
            parts.append(text[begin:position])
    return "".join(parts)


def is_luhn(digits: str) -> bool:
    """Whether the check digit fits. A number that 64 bits do not hold, or of digits of other scripts, never does."""
    if not digits.isascii() or int(digits) > LARGEST:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
