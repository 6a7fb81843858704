"""OTTL: statements and conditions of the OpenTelemetry processors, as far as they can be judged without running them.

The lexer's words are those of `pkg/ottl/grammar.go` in opentelemetry-collector-contrib; the functions are in the
catalog.
"""

from __future__ import annotations

import re

from ..catalog import ottl_functions
from ..report.diagnostics import nearest

TOKEN = (
    r"""(?s)\s+|(?P<bytes>0x[a-fA-F0-9]+)|(?P<number>[-+]?\d*\.\d+(?:[eE][-+]?\d+)?|[-+]?\d+)|(?P<string>"(?:\\.|[^\\"])*")"""
    r"""|(?P<operator>=>|==|!=|>=|<=|>|<|[+\-*/=])|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<punctuation>[,.:])"""
    r"""|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"""
)
PAIRS = {")": "(", "]": "[", "}": "{"}
WORDS = frozenset({"and", "or", "not", "where", "nil", "true", "false"})


def statement_fault(text: str, *, editor: bool) -> str | None:
    """What is wrong with a statement (`editor`) or a condition, or None."""
    tokens, fault = tokens_of(text)
    if fault is not None:
        return fault
    fault = pairing_fault(tokens) or function_fault(tokens)
    if fault is not None or not editor:
        return fault if fault is not None or tokens else "the condition is empty"
    return shape_fault(tokens)


def tokens_of(text: str) -> tuple[list[str], str | None]:
    """The tokens without blanks, and what stopped the lexer, if anything did."""
    tokens: list[str] = []
    token, position = re.compile(TOKEN), 0
    while position < len(text):
        match = token.match(text, position)
        if match is None:
            mark = text[position]
            return tokens, "a string is not closed" if mark == '"' else f"`{mark}` has no meaning here"
        if match.lastgroup is not None:
            tokens.append(match.group())
        position = match.end()
    return tokens, None


def pairing_fault(tokens: list[str]) -> str | None:
    opened: list[str] = []
    for token in tokens:
        if token in ("(", "[", "{"):
            opened.append(token)
        elif token in PAIRS and (not opened or opened.pop() != PAIRS[token]):
            return f"`{token}` closes nothing"
    return f"`{opened[-1]}` is not closed" if opened else None


def function_fault(tokens: list[str]) -> str | None:
    """A call of something that is no function."""
    for index in range(len(tokens) - 1):
        token = tokens[index]
        if tokens[index + 1] != "(" or not token[0].isalpha() or token in WORDS:
            continue
        known = ottl_functions("converters" if token[0].isupper() else "editors")
        if token not in known:
            near = nearest(token, known)
            return f"there is no function `{token}`" + (f"; did you mean `{near}`?" if near else "")
        if token[0].islower() and index > 0:
            return f"`{token}` changes telemetry and has no value: it can only begin a statement"
    return None


def shape_fault(tokens: list[str]) -> str | None:
    """A statement is one call of an editor, then `where` and a condition, or nothing."""
    if len(tokens) < 3 or tokens[1] != "(":
        return "a statement begins with a function that changes something, such as `set(`"
    if tokens[0][0].isupper():
        return f"`{tokens[0]}` only gives a value; a statement begins with a function that changes something"
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token in ("(", "[", "{")) - (token in PAIRS)
        if depth == 0 and token == ")":
            rest = tokens[index + 1 :]
            if rest and rest[0] != "where":
                return f"`{rest[0]}` stands after the call; only `where` may"
            return "`where` has no condition" if len(rest) == 1 else None
    return None
