"""What is asked in a picture, from text to data: "what becomes of this series, this log line, this pod?"."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, cast, get_args

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from ..report.diagnostics import Diagnostic, Refused
from ..simulate.data import Datum, Line, Series, Target

Kind: TypeAlias = Literal["series", "line", "pod"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EXAMPLES = {
    "series": 'up{namespace="shop"}',
    "line": '{namespace="shop"} GET /cart 200',
    "pod": "namespace=shop, app=cart",
}


@dataclass(frozen=True)
class Question:
    """`kind` says what `text` is."""

    kind: Kind
    text: str


def datum_of(question: Question) -> Datum:
    """What the question is about. Raises Refused where its text is none."""
    try:
        tree = _parser(question.kind).parse(question.text)
    except UnexpectedInput as fault:
        help = f"write it as `{EXAMPLES[question.kind]}`"
        message = f"this is no {question.kind}, from character {fault.column} on"
        raise Refused([Diagnostic("invalid-question", message, (), help)]) from None
    labels = {str(pair.children[0]): _text(pair.children[1]) for pair in tree.find_data("pair")}
    lone = [str(child) for child in tree.children if isinstance(child, Token)]
    match question.kind:
        case "series":
            return Series({**({"__name__": lone[0]} if lone else {}), **labels})
        case "line":
            return Line(labels, lone[0])
        case "pod":
            return Target(labels)


@cache
def _parser(kind: Kind) -> Lark:
    text = files("alloyc.grammar").joinpath("question.lark").read_text(encoding="utf-8")
    return Lark(text, start=kind, parser="lalr")


def _text(token: Token | Tree[Token]) -> str:
    """The text of a name or a quoted string, whose escapes are JSON's."""
    text = str(token)
    if not text.startswith('"'):
        return text
    try:
        return cast(str, json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]
