"""The grammars of `grammar/*.lark`, whose tables are read when a text first needs one."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from ..report.package_data import folder
from .fault import LanguageFault

if TYPE_CHECKING:
    from lark import Lark, Tree

TABLES = "{}.tables.json"
LANGUAGES: dict[str, dict[str, Any]] = {
    "gotemplate": {},
    "jmespath": {},
    "logql": {},
    "ottl": {"lexer": "basic", "start": ["statement", "condition"], "maybe_placeholders": True},
    "promql": {},
    "re2": {},
}
"""The languages, and what is said to lark of each beyond what is said of all."""


def options(name: str) -> dict[str, Any]:
    """What lark is told of a language."""
    usual = {"parser": "lalr", "lexer": "contextual", "start": ["start"], "maybe_placeholders": False}
    return {**usual, "propagate_positions": True, **LANGUAGES[name]}


@cache
def grammar(name: str, lexer: Any = None) -> Lark:
    """The LALR parser of `grammar/NAME.lark`, from the tables that `generate` keeps; `lexer` is a class that gives the
    tokens, where lark's own does not."""
    from lark import Lark

    kept: dict[str, Any] = json.loads((folder("grammar") / TABLES.format(name)).read_bytes())
    symbols = sorted({symbol for row in kept["states"] for symbol in row})
    numbers = {symbol: number for number, symbol in enumerate(symbols)}
    tables = {
        "tokens": dict(enumerate(symbols)),
        "states": {
            state: {numbers[symbol]: action for symbol, action in row.items()}
            for state, row in enumerate(kept["states"])
        },
        "start_states": kept["starts"],
        "end_states": kept["ends"],
    }
    said = options(name) if lexer is None else {**options(name), "lexer": lexer}
    parser = {
        "lexer_conf": {**kept["lexer"], "lexer_type": said["lexer"]},
        "parser_conf": kept["parser"],
        "parser": tables,
    }
    data = {"parser": parser, "rules": kept["rules"], "options": said}
    made: Lark = Lark.load({"data": data, "memo": dict(enumerate(kept["memo"]))})
    return made


def read(name: str, text: str, help_line: str) -> Tree[Any]:
    """The tree of a text along a grammar. Raises LanguageFault at the word that does not fit."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    try:
        return grammar(name).parse(text)
    except UnexpectedCharacters as error:
        place = error.pos_in_stream or 0
        raise LanguageFault(f"`{text[place]}` does not fit here", text, place, help_line) from None
    except (UnexpectedEOF, UnexpectedToken) as error:
        at = error.pos_in_stream
        token = getattr(error, "token", None)
        if token is None or token.type == "$END" or at is None or at < 0:
            raise LanguageFault("the text ends too early", text, len(text), help_line) from None
        raise LanguageFault(f"`{token}` does not fit here", text, at, help_line) from None
