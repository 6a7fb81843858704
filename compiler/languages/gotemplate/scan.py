"""The words of a template: text outside of `{{` and `}}`, operands and signs inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..fault import LanguageFault

if TYPE_CHECKING:
    from lark.lexer import Lexer

KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "range", "template", "with")
OPERANDS = frozenset({"IDENTIFIER", "VARIABLE", "DOT", "NIL", "BOOL", "STRING", "NUMBER", "CHARACTER", "LEFT", "FIELD"})
ENDS = (OPERANDS - {"LEFT"}) | {"RIGHT", "CHAIN"}
SIGNS = {"|": "PIPE", ":=": "DECLARE", "=": "ASSIGN", ",": "COMMA", "(": "LEFT", ")": "RIGHT"}
CLOSE_ACTION = "close the action with `}}`"


class Word(NamedTuple):
    """A word, its kind and where it begins."""

    kind: str
    text: str
    at: int


@cache
def lexer() -> type[Lexer]:
    """The class that gives lark the words."""
    from lark import Token
    from lark.lexer import Lexer

    class Words(Lexer):
        """The words of a template, as lark takes them."""

        def __init__(self, configuration: object) -> None:
            """Nothing can be set."""

        def lex(self, data: Any, parser_state: Any = None) -> Iterator[Token]:
            """The words in order."""
            for word in scan(str(getattr(data, "text", data))):
                yield Token(word.kind, word.text, start_pos=word.at, end_pos=word.at + len(word.text))

    return Words


def scan(text: str) -> Iterator[Word]:
    """The words in order. Raises LanguageFault at the first that is none."""
    position, end = 0, len(text)
    trims = False
    while position < end:
        opening = text.find("{{", position)
        begin, stop = position, end if opening < 0 else opening
        if trims:
            begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(" \t\r\n"))
        if opening >= 0 and _trims_before(text, opening + 2):
            stop = begin + len(text[begin:stop].rstrip(" \t\r\n"))
        if begin < stop:
            yield Word("TEXT", text[begin:stop], begin)
        if opening < 0:
            return
        inner = opening + (4 if _trims_before(text, opening + 2) else 2)
        if text.startswith("/*", inner):
            position, trims = _skip_comment(text, inner)
            continue
        words: list[Word] = []
        position, trims = _scan_action(text, inner, words)
        if not (words and words[0].kind.lower() in KEYWORDS):
            yield Word("OPEN", "{{", opening)
        yield from words


def _trims_before(text: str, position: int) -> bool:
    return text[position : position + 1] == "-" and text[position + 1 : position + 2] in tuple(" \t\r\n")


def _skip_comment(text: str, begin: int) -> tuple[int, bool]:
    end = text.find("*/", begin)
    if end < 0:
        raise LanguageFault("the comment is never closed", text, begin, "end it with `*/}}`")
    closing = _closing().match(text, end + 2)
    if not closing:
        raise LanguageFault("the comment ends before its action does", text, end, "write `*/}}`")
    return closing.end(), bool(closing[1])


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(r"([ \t\r\n]-)?\}\}")


@cache
def _word() -> re.Pattern[str]:
    """A word of an action. Where a group of a broken word takes part, the word is a fault."""
    return re.compile(
        r"""(?P<STRING>"(?:\\[^\n]|[^"\\\n])*"|`[^`]*`)
        |(?P<CHARACTER>'(?:\\[^\n]|[^'\\\n])*')
        |(?P<open_string>["`'])
        |(?P<VARIABLE>\$\w*)
        |(?P<FIELD>\.(?!\d)\w+)
        |(?P<DOT>\.(?!\d))
        |(?P<NUMBER>(?=[+\-.\d])[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
            |0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?(?:[+-][0-9._]*i)?(?<![+-])(?<=[\w.]))
        |(?P<NAME>[^\W\d]\w*|_\w*|\w+)
        |(?P<SIGN>:=|[|=,()])""",
        re.VERBOSE,
    )


def _scan_action(text: str, position: int, words: list[Word]) -> tuple[int, bool]:
    """Adds the words of an action; where it ends, and whether blanks after it go."""
    depth, touching = 0, False
    while True:
        closing = _closing().match(text, position)
        if closing:
            if depth:
                raise LanguageFault("a `(` is never closed", text, position, "write `)`")
            words.append(Word("CLOSE", closing[0], position))
            return closing.end(), bool(closing[1])
        if position >= len(text):
            raise LanguageFault("the action is never closed", text, len(text), CLOSE_ACTION)
        if text[position] in " \t\r\n":
            position, touching = position + 1, False
            continue
        word = _read_word(text, position)
        if touching and word.kind in OPERANDS:
            if word.kind != "FIELD":
                raise LanguageFault(f"`{word.text}` needs a blank before it", text, position, "separate operands")
            word = word._replace(kind="CHAIN")
        depth += (word.kind == "LEFT") - (word.kind == "RIGHT")
        if depth < 0:
            raise LanguageFault("there is one `)` too many", text, position, "remove it")
        words.append(word)
        touching = word.kind in ENDS
        position += len(word.text)


def _read_word(text: str, position: int) -> Word:
    found = _word().match(text, position)
    if not found or found.end() == position:
        help_line = "write `:=`" if text[position] == ":" else "remove it, or put it in quotes"
        raise LanguageFault(f"`{text[position]}` fits nowhere in an action", text, position, help_line)
    kind, spelling = str(found.lastgroup), found[0]
    if kind == "open_string":
        raise LanguageFault("the string is not closed", text, position, f"end it with `{spelling}`")
    if kind == "SIGN":
        return Word(SIGNS[spelling], spelling, position)
    if kind in ("NAME", "VARIABLE", "FIELD") and not _ends_here(text, found.end()):
        sign = text[found.end()]
        raise LanguageFault(f"`{sign}` cannot follow `{spelling}`", text, found.end(), "put a blank before it")
    if kind == "NUMBER" and re.match(r"\w", text[found.end() : found.end() + 1]):
        raise LanguageFault(f"`{spelling}{text[found.end()]}` is no number", text, position, "put strings in quotes")
    return Word(_kind_of_name(spelling) if kind == "NAME" else kind, spelling, position)


def _ends_here(text: str, position: int) -> bool:
    """Whether a name may end here."""
    return position >= len(text) or text[position] in " \t\r\n.,|:)(" or text.startswith("}}", position)


def _kind_of_name(name: str) -> str:
    if name in KEYWORDS:
        return name.upper()
    return {"true": "BOOL", "false": "BOOL", "nil": "NIL"}.get(name, "IDENTIFIER")
