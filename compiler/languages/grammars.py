"""The grammars of `grammar/*.lark`, read when a text first needs one."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from .fault import LanguageFault

if TYPE_CHECKING:
    from lark import Lark, Tree

ROOM = __package__.rpartition(".")[0] + ".grammar"


@cache
def grammar(name: str, lexer: Any = "contextual") -> Lark:
    """The LALR parser of `grammar/NAME.lark`; `lexer` is one of lark's, or a class that gives the tokens."""
    from lark import Lark

    text = files(ROOM).joinpath(f"{name}.lark").read_text("utf-8")
    return Lark(text, parser="lalr", lexer=lexer, propagate_positions=True, maybe_placeholders=False)


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
