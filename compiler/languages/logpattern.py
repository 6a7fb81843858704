"""The patterns of `stage.pattern`: text with captures in it, `<level> <_> user=<user>` (Loki's pattern parser)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .fault import LanguageFault


@dataclass(frozen=True)
class Pattern:
    """What stands first, then each capture ("_" gives nothing) with the text after it ("" at the end)."""

    before: str
    captures: tuple[tuple[str, str], ...]

    def match(self, text: str) -> list[tuple[str, str]] | None:
        """The captures of a text; None where it does not begin as the pattern does.

        Where a text between captures is missing, the capture before it takes all, and no more follow.
        """
        if not text or not text.startswith(self.before):
            return None
        rest = text[len(self.before) :]
        found: list[tuple[str, str]] = []
        for name, after in self.captures:
            value, separator, behind = rest.partition(after) if after else (rest, "", "")
            if name != "_":
                found.append((name, value))
            if not separator:
                break
            rest = behind
        return found


def parse(text: str) -> Pattern:
    """A pattern. Raises LanguageFault without a named capture, for two in a row, and for two of one name."""
    pieces = re.split(r"<([A-Za-z_][A-Za-z0-9_]*)>", text)
    before, names, literals = pieces[0], pieces[1::2], pieces[2::2]
    offset = len(before)
    seen: set[str] = set()
    for place, (name, literal) in enumerate(zip(names, literals, strict=True)):
        if not literal and place + 1 < len(names):
            help_line = "write text between them"
            raise LanguageFault(f"nothing stands between `<{name}>` and the next capture", text, offset, help_line)
        if name != "_" and name in seen:
            raise LanguageFault(f"there are two captures `<{name}>`", text, offset, "give each its own name")
        seen.add(name)
        offset += len(name) + 2 + len(literal)
    if not seen - {"_"}:
        raise LanguageFault("the pattern captures nothing", text, 0, "write `<name>` for what it should take")
    return Pattern(before, tuple(zip(names, literals, strict=True)))
