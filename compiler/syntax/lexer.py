"""Alloy text -> tokens, comments aside. The patterns are those of grammar/alloy.lark."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .tables import tables

ILLEGAL = "ILLEGAL"
TERMINATOR = "_TERMINATOR"
END = "$END"
_SEVERAL = "several tokens"
FORBIDDEN = "[\0\ufeff\ud800-\udfff]"
"""Characters that Alloy takes nowhere, not even in comments; the second only at the start of a text."""

_BROKEN = r"""/\*[\s\S]*|`[\s\S]*|"(?:[^"\\\n]|\\.)*["\\]?|'(?:[^'\\\n]|\\.)*'?|[\s\S]"""
"""What is no token, as far as it was meant to be one: open comments and strings, wrong escapes, wrong quotes."""


class Tokens(NamedTuple):
    """What a text is made of. Token i is a `kinds[i]`, spelled `texts[i]`, and starts at `begins[i]`.

    `comments` are (start, end, whether only blanks stand between it and the comment before).
    """

    kinds: list[str]
    texts: list[str]
    begins: list[int]
    comments: list[tuple[int, int, bool]]


class _Patterns(NamedTuple):
    token: re.Pattern[str]
    comment: re.Pattern[str]
    signs: dict[str, str]


@cache
def _patterns() -> _Patterns:
    """One pattern for every token, as three groups: blanks and comments before it, a token, what is no token."""
    terminals = tables().terminals
    signs = {re.sub(r"\\(.)", r"\1", terminals[name]): name for name in terminals if _is_sign(terminals[name])}
    name, blank, comment = terminals["NAME"], terminals["BLANK"], terminals["COMMENT"]
    longest_first = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    literals = "|".join(terminals[literal] for literal in ("STRING", "FLOAT", "NUMBER", "RAW_STRING"))
    token = (
        rf"((?:{blank})?(?:(?:{comment})(?:{blank})?)*)"
        rf"(?:({name}(?:\.{name})*|{literals}|(?!/\*)(?:{longest_first}))|({_BROKEN}|\Z))"
    )
    return _Patterns(re.compile(token), re.compile(comment), signs)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(tables().terminals["LABEL"])


def _is_sign(pattern: str) -> bool:
    return re.fullmatch(r"(?:\\?[^\w\s])+", pattern) is not None


def is_allowed(text: str) -> bool:
    """Whether a text has none of the characters that are forbidden everywhere."""
    if text.isascii():
        return "\0" not in text
    return re.search(FORBIDDEN, text[1:] if text[0] == "\ufeff" else text) is None


def tokenize(text: str) -> Tokens:
    """Every token of a text, the terminators that nobody writes among them, and `$END` last.

    What is no token becomes ILLEGAL.
    """
    pattern, _, signs = _patterns()
    known, may_be_last = signs | tables().words, tables().last
    tokens = Tokens([], [], [], [])
    kinds, texts, begins = tokens.kinds, tokens.texts, tokens.begins
    offset, ends_statement = (1 if text[:1] == "\ufeff" else 0), False
    for gap, token, broken in pattern.findall(text, offset):
        if gap:
            if ends_statement and "\n" in gap:
                kinds.append(TERMINATOR)
                texts.append("\n")
                begins.append(offset)
                ends_statement = False
            if "/" in gap:
                _add_comments(tokens, text, offset, offset + len(gap))
            offset += len(gap)
        if token:
            kind = known.get(token)
            if kind is None:
                kind = known[token] = _kind_of(token)
            if kind == _SEVERAL:
                _add_parts(tokens, token, offset)
                offset += len(token)
                ends_statement = True
                continue
        elif broken:
            token, kind = broken, ILLEGAL
        else:
            break
        kinds.append(kind)
        texts.append(token)
        begins.append(offset)
        offset += len(token)
        ends_statement = kind in may_be_last
    last = [TERMINATOR, END] if ends_statement else [END]
    kinds += last
    texts += [""] * len(last)
    begins += [offset] * len(last)
    return tokens


def _kind_of(token: str) -> str:
    """What a token is that is neither a sign nor a keyword.

    _SEVERAL: a path with a keyword in it, or a name outside ASCII, which may hold digits that are not decimal.
    """
    first = token[0]
    if first == '"':
        return "LABEL" if _label().fullmatch(token) else "STRING"
    if first == "`":
        return "RAW_STRING"
    if first in "0123456789.":
        return "NUMBER" if token.isdecimal() else "FLOAT"
    if not token.isascii():
        return _SEVERAL
    if "." not in token:
        return "NAME"
    return "PATH" if tables().words.keys().isdisjoint(token.split(".")) else _SEVERAL


def _add_parts(tokens: Tokens, path: str, offset: int) -> None:
    """A path as names, dots and keywords one by one; characters that no name may hold become ILLEGAL."""
    for part in re.findall(r"\.|[^.]+", path):
        bad = next((place for place, c in enumerate(part) if not (c.isalpha() or c.isdecimal() or c in "_.")), None)
        kind = "DOT" if part == "." else ILLEGAL if bad is not None else tables().words.get(part, "NAME")
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
