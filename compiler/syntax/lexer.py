"""Alloy text -> tokens, comments aside. The patterns are those of grammar/alloy.lark."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from .tables import tables

ILLEGAL = "ILLEGAL"
TERMINATOR = "_TERMINATOR"
END = "$END"
KEYWORDS = {"true": "BOOL", "false": "BOOL", "null": "NULL"}
MAY_END_STATEMENT = frozenset(
    ("NAME", "PATH", "STRING", "LABEL", "RAW_STRING", "NUMBER", "FLOAT", "BOOL", "NULL", "RPAR", "RSQB", "RBRACE")
)


_BROKEN = r"""/\*[\s\S]*|`[\s\S]*|"(?:[^"\\\n]|\\.)*["\\]?|'(?:[^'\\\n]|\\.)*'?|[\s\S]"""
"""What is no token, as far as it was meant to be one: open comments and strings, wrong escapes, wrong quotes."""


@dataclass(slots=True)
class Tokens:
    """What a text is made of. Token i is a `kinds[i]`, spelled `texts[i]`, and starts at `begins[i]`.

    `comments` are (start, end, whether only blanks stand between it and the comment before).
    """

    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    comments: list[tuple[int, int, bool]] = field(default_factory=list)


class _Patterns(NamedTuple):
    token: re.Pattern[str]
    comment: re.Pattern[str]
    signs: dict[str, str]


@cache
def _patterns() -> _Patterns:
    """One pattern for every token, as four groups: blanks and comments before it, a name, another token, no token."""
    terminals = tables().terminals
    signs = {re.sub(r"\\(.)", r"\1", terminals[name]): name for name in terminals if _is_sign(name, terminals[name])}
    name, blank, comment = terminals["NAME"], terminals["BLANK"], terminals["COMMENT"]
    longest_first = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    literals = "|".join(terminals[literal] for literal in ("STRING", "FLOAT", "NUMBER", "RAW_STRING"))
    token = (
        rf"((?:{blank})?(?:(?:{comment})(?:{blank})?)*)"
        rf"(?:({name}(?:\.{name})*)|({literals}|(?!/\*)(?:{longest_first}))|({_BROKEN}|\Z))"
    )
    return _Patterns(re.compile(token), re.compile(comment), signs)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(tables().terminals["LABEL"])


def _is_sign(name: str, pattern: str) -> bool:
    return name not in ("BOOL", "NULL") and re.fullmatch(r"(?:\\?[^\w\s])+", pattern) is not None


def tokenize(text: str) -> Tokens:
    """Every token of a text, the terminators that nobody writes among them, and `$END` last.

    What is no token becomes ILLEGAL.
    """
    pattern, _, signs = _patterns()
    only_ascii = text.isascii()
    tokens = Tokens()
    kinds, texts, begins = tokens.kinds, tokens.texts, tokens.begins
    offset, ends_statement = (1 if text[:1] == "\ufeff" else 0), False
    for gap, name, token, broken in pattern.findall(text, offset):
        if gap:
            if ends_statement and "\n" in gap:
                kinds.append(TERMINATOR)
                texts.append("\n")
                begins.append(offset)
                ends_statement = False
            if "/" in gap:
                _add_comments(tokens, text, offset, offset + len(gap))
            offset += len(gap)
        if name:
            token, kind = name, KEYWORDS.get(name) or ("PATH" if "." in name else "NAME")
            if (kind == "PATH" or not only_ascii) and _needs_care(name):
                _add_parts(tokens, name, offset)
                offset += len(name)
                ends_statement = True
                continue
        elif token:
            kind = signs.get(token) or _literal_kind(token)
        elif broken:
            token, kind = broken, ILLEGAL
        else:
            break
        kinds.append(kind)
        texts.append(token)
        begins.append(offset)
        offset += len(token)
        ends_statement = kind in MAY_END_STATEMENT
    last = [TERMINATOR, END] if ends_statement else [END]
    kinds += last
    texts += [""] * len(last)
    begins += [offset] * len(last)
    return tokens


def _literal_kind(token: str) -> str:
    if token[0] == '"':
        return "LABEL" if _label().fullmatch(token) else "STRING"
    if token[0] == "`":
        return "RAW_STRING"
    return "NUMBER" if token.isdecimal() else "FLOAT"


def _needs_care(name: str) -> bool:
    """Whether a path holds a word that is no name, or a name a digit that Unicode does not count as decimal."""
    return not name.isascii() or not KEYWORDS.keys().isdisjoint(name.split("."))


def _add_parts(tokens: Tokens, path: str, offset: int) -> None:
    """A path as names, dots and keywords one by one; characters that no name may hold become ILLEGAL."""
    for part in re.findall(r"\.|[^.]+", path):
        bad = next((place for place, c in enumerate(part) if not (c.isalpha() or c.isdecimal() or c in "_.")), None)
        kind = "DOT" if part == "." else ILLEGAL if bad is not None else KEYWORDS.get(part, "NAME")
        tokens.kinds.append(kind)
        tokens.texts.append(part if bad is None else part[bad])
        tokens.begins.append(offset + (bad or 0))
        offset += len(part)


def _add_comments(tokens: Tokens, text: str, start: int, end: int) -> None:
    """The comments of a gap between two tokens. Two are joined where no empty line stands between them."""
    previous = None
    for match in _patterns().comment.finditer(text, start, end):
        joined = previous is not None and text.count("\n", previous, match.start()) <= 1
        tokens.comments.append((match.start(), match.end(), joined))
        previous = match.end()
