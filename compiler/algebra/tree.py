"""A pattern of RE2 as a tree, read along `grammar/re2.lark`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..languages.fault import NotModelled
from .classes import EVERYTHING, Ranges, complement, fold, named, union

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True)
class Text:
    """Just these characters."""

    text: str


@dataclass(frozen=True)
class Class:
    """One character of a set."""

    ranges: Ranges


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Choice:
    """One of them."""

    alternatives: tuple[Node, ...]


@dataclass(frozen=True)
class Repeat:
    """The same, `least` to `most` times; without end where `most` is None."""

    part: Node
    least: int
    most: int | None


@dataclass(frozen=True)
class Edge:
    """Nothing, at the start or at the end of the text."""

    at: Literal["start", "end"]


Node: TypeAlias = Text | Class | Sequence | Choice | Repeat | Edge


@dataclass(frozen=True)
class _Flags:
    """What `(?i)` and its like have said so far."""

    i: bool = False
    m: bool = False
    s: bool = True


def read_tree(pattern: str, dot_all: bool = True) -> Node:
    """The tree of a pattern that RE2 takes. Raises NotModelled for `\\b`, edges of lines, classes of Unicode."""
    from ..languages.fault import LanguageFault
    from ..languages.grammars import read

    try:
        tree: Tree[Any] = read("re2", pattern, "")
    except LanguageFault:
        raise NotModelled(f"the pattern `{pattern}`") from None
    except RecursionError:
        raise NotModelled("a pattern of groups so deep in each other") from None
    node, _ = _choice(tree.children[0], _Flags(s=dot_all))
    return node


def _choice(tree: Any, flags: _Flags) -> tuple[Node, _Flags]:
    alternatives = []
    for sequence in tree.children:
        node, flags = _sequence(sequence, flags)
        alternatives.append(node)
    flat = tuple(dict.fromkeys(inner for node in alternatives for inner in _alternatives(node)))
    return (flat[0] if len(flat) == 1 else Choice(flat)), flags


def _alternatives(node: Node) -> tuple[Node, ...]:
    return node.alternatives if isinstance(node, Choice) else (node,)


def _sequence(tree: Any, flags: _Flags) -> tuple[Node, _Flags]:
    parts: list[Node] = []
    for item in tree.children:
        if getattr(item, "type", "") == "FLAGS":
            flags = _with_flags(flags, item[2:-1])
        else:
            parts += _flat(_piece(item, flags))
    joined: list[Node] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(part, Text) and isinstance(last, Text):
            joined[-1] = Text(last.text + part.text)
        else:
            joined.append(part)
    return (joined[0] if len(joined) == 1 else Sequence(tuple(joined)) if joined else Text("")), flags


def _flat(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Sequence) else (node,)


def _with_flags(flags: _Flags, spelling: str) -> _Flags:
    on, _, off = spelling.partition("-")
    changes = {letter: True for letter in on if letter in "ims"} | {letter: False for letter in off if letter in "ims"}
    return replace(flags, **changes)


def _piece(tree: Any, flags: _Flags) -> Node:
    atom, *quantifier = tree.children
    quantifier_text = str(quantifier[0]) if quantifier else ""
    if getattr(atom, "type", "") == "QUOTED" and quantifier_text:
        *before, last = atom[2:].removesuffix("\\E")
        return Sequence((*(_text("".join(before), flags),), _repeat(_text(last, flags), quantifier_text)))
    node = _atom(atom, flags)
    return _repeat(node, quantifier_text) if quantifier_text else node


def _repeat(node: Node, quantifier: str) -> Node:
    match quantifier[0]:
        case "*":
            return Repeat(node, 0, None)
        case "+":
            return Repeat(node, 1, None)
        case "?":
            return Repeat(node, 0, 1)
    least, comma, most = quantifier.rstrip("?")[1:-1].partition(",")
    return Repeat(node, int(least), int(most) if most else (None if comma else int(least)))


def _atom(atom: Any, flags: _Flags) -> Node:
    match getattr(atom, "type", atom.data if hasattr(atom, "data") else ""):
        case "TEXT" | "CHARACTER":
            return _text(str(atom), flags)
        case "QUOTED":
            return _text(atom[2:].removesuffix("\\E"), flags)
        case "ANY":
            return Class(EVERYTHING if flags.s else complement(((10, 10),)))
        case "EDGE":
            if flags.m:
                raise NotModelled("a pattern that looks for the edges of lines")
            return Edge("start" if atom == "^" else "end")
        case "ESCAPE":
            return _escape(str(atom), flags)
        case "group":
            return _group(atom, flags)
        case _:
            return Class(_class(atom, flags))


def _group(tree: Any, flags: _Flags) -> Node:
    opening, choice = tree.children
    spelling = str(opening)[2:-1] if opening.endswith(":") else ""
    node, _ = _choice(choice, _with_flags(flags, spelling))
    return node


def _text(text: str, flags: _Flags) -> Node:
    if not flags.i:
        return Text(text)
    parts = [_letter(ord(character)) for character in text]
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _letter(code: int) -> Node:
    ranges = fold(((code, code),))
    return Text(chr(code)) if ranges == ((code, code),) else Class(ranges)


def _escape(spelling: str, flags: _Flags) -> Node:
    kind = spelling[1]
    if kind in "Az":
        return Edge("start" if kind == "A" else "end")
    if kind in "bBC":
        raise NotModelled(f"a pattern with `\\{kind}`")
    if kind in "dswDSWpP":
        return Class(_escaped_class(spelling, flags))
    return _text(chr(_code(spelling)), flags)


def _escaped_class(spelling: str, flags: _Flags) -> Ranges:
    name = spelling[1:] if spelling[1] in "pP" else spelling[1].lower()
    return named(name, spelling[1].isupper(), flags.i)


_CONTROL = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


def _code(spelling: str) -> int:
    """The code point of one character, escaped or not."""
    if spelling[0] != "\\" or len(spelling) == 1:
        return ord(spelling)
    kind = spelling[1]
    if kind == "x":
        return int(spelling[2:].strip("{}"), 16)
    if kind in "01234567":
        return int(spelling[1:], 8)
    return _CONTROL.get(kind, ord(kind))


def _class(tree: Any, flags: _Flags) -> Ranges:
    opening, *members = tree.children
    ranges = union(item for member in _with_bracket(opening, members) for item in _member(member, flags))
    others = complement(ranges)
    return others if opening.startswith("[^") else complement(others)


def _with_bracket(opening: str, members: list[Token]) -> Iterator[Any]:
    """A `]` that comes first is a member."""
    if opening.endswith("]"):
        if members and members[0] == "-" and len(members) > 1:
            raise NotModelled("a pattern with a range that starts at `]`")
        yield "]"
    yield from members


def _member(member: Any, flags: _Flags) -> Ranges:
    match getattr(member, "type", ""):
        case "NAMED":
            name = member[2:-2]
            return named(name.lstrip("^"), name.startswith("^"), flags.i)
        case "ESCAPE" if member[1] in "dswDSWpP":
            return _escaped_class(str(member), flags)
        case "RANGE":
            first, last = _range_ends()(str(member))
            ranges: Ranges = ((_code(first), _code(last)),)
        case _:
            code = _code(str(member))
            ranges = ((code, code),)
    return fold(ranges) if flags.i else ranges


def _range_ends() -> Any:
    """Splits `a-z`, `\\--\\x7f`: the first character may be a dash itself."""

    def split(spelling: str) -> tuple[str, str]:
        found = re.match(r"(\\(?:x\{\w+\}|x\w\w|[0-7]{1,3}|.)|.)-(.+)", spelling, re.DOTALL)
        assert found is not None
        return found[1], found[2]

    return split
