"""OTTL text -> syntax tree, along grammar/ottl.lark. Names are not looked up here."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lark import Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from ...syntax.strings import unquote
from ..grammars import grammar
from .ast import (
    AllOf,
    AnyOf,
    Argument,
    Arithmetic,
    Call,
    Comparison,
    Enum,
    Expression,
    Field,
    FunctionName,
    List,
    Literal,
    Map,
    Negated,
    Parenthesis,
    Path,
    Signed,
    Span,
    Statement,
)
from .faults import OttlFault, fault

_EXPECTED = {"LPAR": "`(`", "RPAR": "`)`", "RSQB": "`]`", "COMMA": "`,`", "RBRACE": "`}`", "$END": "the end"}


@lru_cache(maxsize=4096)
def read_statement(text: str) -> Statement:
    """`editor(...) where condition`. Raises OttlFault where the text is no statement."""
    tree = _tree(text, "statement")
    editor, condition = _call(tree.children[0]), tree.children[1]
    return Statement(editor, None if condition is None else _expression(condition), text)


@lru_cache(maxsize=4096)
def read_condition(text: str) -> Statement:
    """A condition alone. Raises OttlFault where the text is none."""
    return Statement(None, _expression(_tree(text, "condition")), text)


def _tree(text: str, start: str) -> Any:
    try:
        return grammar("ottl").parse(text, start=start)
    except UnexpectedInput as error:
        raise _syntax_fault(error, text) from None


def _syntax_fault(error: UnexpectedInput, text: str) -> OttlFault:
    if "=>" in text:
        offset = text.index("=>")
        return OttlFault(offset, 2, "functions of one's own (`=>`) are not enabled in Alloy")
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return OttlFault(len(text), 0, "the statement ends too early", _expected(error))
    if isinstance(error, UnexpectedToken):
        token = error.token
        return OttlFault(token.start_pos or 0, len(token), f"`{token}` cannot stand here", _expected(error))
    offset = error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters) and text[offset] == '"':
        end = text.find('"', offset + 1)
        length = (end + 1 if end > 0 else len(text)) - offset
        return OttlFault(offset, length, "a string that does not end, or has an escape that is none", _ESCAPES)
    return OttlFault(offset, 1, f"`{text[offset : offset + 1]}` is not OTTL syntax")


_ESCAPES = "a backslash is written `\\\\`; in an Alloy string between double quotes, `\\\\\\\\`"


def _expected(error: UnexpectedToken) -> str:
    expected = [_EXPECTED[name] for name in sorted(error.accepts or error.expected) if name in _EXPECTED]
    return f"expected {' or '.join(expected)}" if expected else ""


def _span(tree: Tree[Token] | Token) -> Span:
    if isinstance(tree, Token):
        return Span(tree.start_pos or 0, tree.end_pos or 0)
    meta = tree.meta
    return Span(0, 0) if meta.empty else Span(meta.start_pos, meta.end_pos)


def _expression(tree: Any) -> Expression:
    at, children = _span(tree), tree.children
    match str(tree.data):
        case "nil":
            return Literal(None, at)
        case "float":
            return Literal(float(children[0]), at)
        case "integer":
            return Literal(_int64(children[0], at), at)
        case "bytes":
            return Literal(_bytes(children[0], at), at)
        case "string":
            return Literal(unquote(str(children[0])), at)
        case "boolean":
            return Literal(children[0] == "true", at)
        case "enum":
            return Enum(str(children[0]), at)
        case "call":
            return _call(tree)
        case "path":
            return Path(tuple(map(_field, children)), at)
        case "list":
            return List(tuple(_expression(child) for child in children if child is not None), at)
        case "map":
            return Map(tuple(_pair(child) for child in children if child is not None), at)
        case "parenthesis":
            return Parenthesis(_expression(children[0]), at)
        case "signed":
            return Signed(str(children[0]), _expression(children[1]), at)
        case "arithmetic":
            return Arithmetic(str(children[1]), _expression(children[0]), _expression(children[2]), at)
        case "comparison":
            return Comparison(str(children[1]), _expression(children[0]), _expression(children[2]), at)
        case "negated":
            return Negated(_expression(children[0]), at)
        case "all_of":
            return AllOf(tuple(map(_expression, children)), at)
        case "any_of":
            return AnyOf(tuple(map(_expression, children)), at)
    raise AssertionError(tree.data)


def _call(tree: Any) -> Call:
    words = [child for child in tree.children if isinstance(child, Token)]
    rest = [child for child in tree.children if isinstance(child, Tree)]
    arguments = tuple(_argument(child) for child in rest if child.data == "argument")
    name_at = Span(_span(words[0]).start, _span(words[-1]).end)
    return Call("".join(words), arguments, _keys(rest), _span(tree), name_at)


def _argument(tree: Any) -> Argument:
    name, value = tree.children
    written = "" if name is None else "".join(name.children)
    if value.data == "function_name":
        return Argument(written, FunctionName("".join(value.children), _span(value)), _span(tree))
    return Argument(written, _expression(value), _span(tree))


def _field(tree: Any) -> Field:
    return Field(str(tree.children[0]), _keys(tree.children[1:]), _span(tree.children[0]))


def _keys(trees: list[Any]) -> tuple[Expression, ...]:
    return tuple(_expression(tree.children[0]) for tree in trees if tree.data == "key")


def _pair(tree: Any) -> tuple[str, Expression]:
    return unquote(str(tree.children[0])), _expression(tree.children[1])


def _int64(digits: str, at: Span) -> int:
    value = int(digits)
    if value >= 1 << 63:
        raise fault(at, f"`{digits}` is larger than an integer may be")
    return value


def _bytes(spelling: str, at: Span) -> bytes:
    if len(spelling) % 2:
        raise fault(at, f"`{spelling}` has an odd number of digits")
    return bytes.fromhex(spelling[2:])
