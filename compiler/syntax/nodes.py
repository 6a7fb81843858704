"""What to make of each rule of grammar/alloy.lark, by the rule's name or its `->` alias.

A maker is given what the rule's symbols became (signs are their text), the node's position, and the places of its
signs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
    Call,
    Expr,
    Field,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Point,
    Position,
    Unary,
)
from .strings import unquote

Children: TypeAlias = list[Any]
Signs: TypeAlias = tuple[Point, ...]
Maker: TypeAlias = Callable[[Children, Position | None, Signs], Any]

KEYWORD_VALUES = {"true": True, "false": False, "null": None}


def _file(children: Children, at: Position | None, signs: Signs) -> Any:
    return children[0]


def _body(children: Children, at: Position | None, signs: Signs) -> Any:
    if not children:
        return ()
    first, *rest = children
    return (*first, *rest) if type(first) is list else tuple(children)


def _attribute(children: Children, at: Position | None, signs: Signs) -> Any:
    return Attribute(children[0], children[2], at)


def _block(children: Children, at: Position | None, signs: Signs) -> Any:
    label = children[1][1:-1] if len(children) == 5 else ""
    return Block(".".join(children[0]), label, children[-2], at, signs)


def _path(children: Children, at: Position | None, signs: Signs) -> Any:
    last = tuple(children[-1].split("."))
    return last if len(children) == 1 else children[0] + last


def _name(children: Children, at: Position | None, signs: Signs) -> Any:
    return Name(children[0], at)


def _binary(children: Children, at: Position | None, signs: Signs) -> Any:
    left, operator, right = children
    return Binary(operator, left, right, at, signs)


def _unary(children: Children, at: Position | None, signs: Signs) -> Any:
    return Unary(children[0], children[1], at)


def _paren(children: Children, at: Position | None, signs: Signs) -> Any:
    return Paren(children[1], at)


def _access(children: Children, at: Position | None, signs: Signs) -> Any:
    value: Expr = children[0]
    names = children[2].split(".")
    for name in names[:-1]:
        value = Access(value, name, at)
    return Access(value, names[-1], at)


def _index(children: Children, at: Position | None, signs: Signs) -> Any:
    return Index(children[0], children[2], at, signs)


def _call(children: Children, at: Position | None, signs: Signs) -> Any:
    return Call(children[0], tuple(children[2]) if len(children) == 4 else (), at, signs)


def _string(children: Children, at: Position | None, signs: Signs) -> Any:
    text = children[0]
    return Literal(unquote(text), text, at)


def _raw_string(children: Children, at: Position | None, signs: Signs) -> Any:
    text = children[0]
    return Literal(text[1:-1].replace("\r", ""), text, at)


def _integer(children: Children, at: Position | None, signs: Signs) -> Any:
    """As in Go, a leading zero makes it octal where that is possible. What exceeds 64 bits is a float."""
    text = children[0]
    octal = text[0] == "0" and not set(text) & {"8", "9"}
    value = int(text, 8 if octal else 10) if len(text) <= 30 else float(text)
    fits = isinstance(value, int) and value < 1 << 64 and (octal or text[0] != "0")
    return Literal(value if fits else float(text), text, at)


def _float(children: Children, at: Position | None, signs: Signs) -> Any:
    return Literal(float(children[0]), children[0], at)


def _keyword(children: Children, at: Position | None, signs: Signs) -> Any:
    text = children[0]
    return Literal(KEYWORD_VALUES[text], text, at)


def _array(children: Children, at: Position | None, signs: Signs) -> Any:
    return Array(tuple(children[1]) if len(children) == 3 else (), at)


def _object(children: Children, at: Position | None, signs: Signs) -> Any:
    return Object(tuple(children[1]) if len(children) == 3 else (), at)


def _field(children: Children, at: Position | None, signs: Signs) -> Any:
    """Alloy takes a quoted key as it stands, escapes and all; an empty one keeps its quotes."""
    key = children[0]
    quoted = key[0] in '"`' and len(key) > 2
    return Field(key[1:-1] if quoted else key, children[2], quoted, at)


def _lone(children: Children, at: Position | None, signs: Signs) -> Any:
    return children[0]


MAKERS: dict[str, Maker] = {
    "file": _file,
    "body": _body,
    "attribute": _attribute,
    "block": _block,
    "path": _path,
    "name": _name,
    "binary": _binary,
    "unary": _unary,
    "paren": _paren,
    "access": _access,
    "index": _index,
    "call": _call,
    "string": _string,
    "raw_string": _raw_string,
    "integer": _integer,
    "float": _float,
    "keyword": _keyword,
    "array": _array,
    "object": _object,
    "field": _field,
    "lone": _lone,
}

WITHOUT_POSITION = frozenset(("file", "body", "path", "items", "lone"))


def sign_places(make: str, size: int) -> tuple[int, ...]:
    """Which of a rule's symbols are the signs that its node keeps the places of."""
    if make == "block":
        return (1, 2) if size == 5 else (1,)
    return (1,) if make in ("index", "call", "binary") else ()
