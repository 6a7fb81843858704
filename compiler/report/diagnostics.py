"""What alloyc says about a user's input: where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal, TypeAlias

from .codes import Code
from .record import dataclass

MAX_KNOWN, MAX_WORD, COMPARED = 500, 200, 10
Path: TypeAlias = tuple[str | int, ...]
Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True)
class Span:
    """A place in a user's text: file as the user named it, line and column from 1, length in characters."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Diagnostic:
    """One fault. `code` names it in kebab-case and has a page that `alloyc explain` shows.

    A unit that knows only the values path leaves `span` out; `locate` of the values fills it in.
    `within` is a (line, column), from 1, inside the text at `path`: for raw Alloy in values. A fault `about_key` is one
    of the key at `path`, not of its value.
    """

    code: Code
    message: str
    path: Path = ()
    help: str = ""
    severity: Severity = "error"
    span: Span | None = None
    within: tuple[int, int] | None = None
    about_key: bool = False
    meant: str | bool | None = None
    """What somebody most likely meant to write: in place of the key, of a fault `about_key`, else of the value."""


class Refused(Exception):
    """The input cannot be compiled. Carries every diagnostic of the stage that refused it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in self.diagnostics))


def warning(diagnostic: Diagnostic) -> Diagnostic:
    """The same fault, as a warning."""
    return replace(diagnostic, severity="warning")


def dotted(path: Path) -> str:
    """A values path as users write it: `a.b[0].c`; a key with a dot or blank in it is quoted."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            key = part if part and not set(part) & set('. []"') else f'"{part}"'
            text += f".{key}" if text else key
    return text


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or None. Case is no distance.

    None too where very many are known: a guess takes long then, and there may be as many mistakes.
    """
    from difflib import get_close_matches  # only a mistake needs it

    words = list(known)
    if len(words) > MAX_KNOWN or len(word) > MAX_WORD:
        return None
    by_fold = {k.casefold(): k for k in sorted(words)}
    meant = word.casefold()
    likely = sorted(by_fold, key=lambda known: (-len(_pairs(known) & _pairs(meant)), known))[:COMPARED]
    close = get_close_matches(meant, likely, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


@lru_cache(maxsize=2 * MAX_KNOWN)
def _pairs(word: str) -> frozenset[str]:
    """The pairs of characters of a word, its ends among them: like words have many in common, and it is soon seen."""
    return frozenset(a + b for a, b in zip(f" {word}", f"{word} ", strict=True))


def refuse(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Raises Refused if any of them is an error; else gives back the warnings."""
    if any(d.severity == "error" for d in diagnostics):
        raise Refused(diagnostics)
    return list(diagnostics)
