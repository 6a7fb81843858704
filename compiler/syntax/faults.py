"""What is wrong with a text that is no Alloy: each fault that is sure to be one, with its place and what to do.

After a fault, reading goes on with the next statement, if the brackets of the broken one still match; else the faults
that follow could be of our own making, and only those so far are told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Span
from .lexer import END, FORBIDDEN, ILLEGAL, TERMINATOR, Tokens
from .tables import tables
from .walk import Misfit, Stack, fits, new_stack, walk

MAXIMUM_FAULTS = 20
_OPENING, _CLOSING = ("LBRACE", "LPAR", "LSQB"), ("RBRACE", "RPAR", "RSQB")
_CLOSES = {"RBRACE": "}", "RPAR": ")", "RSQB": "]"}


def find_faults(text: str, tokens: Tokens, start: str, file: str) -> list[Diagnostic]:
    """The faults of a text that does not parse."""
    found = [_fault(text, match.start() + 1, 1, file, *_FORBIDDEN_TEXT) for match in re.finditer(FORBIDDEN, text[1:])]
    if text[:1] == "\0":
        found.insert(0, _fault(text, 0, 1, file, *_FORBIDDEN_TEXT))
    for number, expected in () if found else _misfits(tokens, start):
        begin, spelling = tokens.begins[number], tokens.texts[number]
        message, help_line = _explain(tokens, number, expected)
        found.append(_fault(text, begin, max(1, len(spelling.partition("\n")[0])), file, message, help_line))
    return found[:MAXIMUM_FAULTS]


def nesting_fault(text: str, begin: int, file: str) -> Diagnostic:
    """For values or blocks that nest deeper than alloyc follows."""
    message, help_line = "this nests too deep", "take inner parts out, for example into an `export` of their own"
    return _fault(text, begin, 1, file, message, help_line, "nesting-too-deep")


def _fault(
    text: str, begin: int, length: int, file: str, message: str, help_line: str, code: Code = "syntax-error"
) -> Diagnostic:
    line = text.count("\n", 0, begin) + 1
    column = begin - text.rfind("\n", 0, begin)
    return Diagnostic(code, message, help=help_line, span=Span(file, line, column, length))


_ONE_A_LINE = "start each statement on a line of its own"
_AFTER_VALUE = {
    "COMMA": "remove it: statements have nothing between them but the line break",
    "LBRACE": "a block is no value: write `name {` without the `=`",
}
_FORBIDDEN_TEXT = ("a character that Alloy takes nowhere", "remove it; it does not show in most editors")


def _misfits(tokens: Tokens, start: str) -> Iterator[tuple[int, frozenset[str]]]:
    """The numbers of tokens that fit nowhere, each with the kinds that would fit."""
    rows, stack = tables().states, new_stack(start)
    first: int | None = 0
    while first is not None and isinstance(walked := walk(stack, tokens, first), Misfit):
        kinds = (symbol for symbol in rows[stack.states[-1]] if symbol.isupper())
        yield walked.number, frozenset(kind for kind in kinds if fits(stack, kind))
        first = _next_statement(tokens, walked.number, stack)


def _next_statement(tokens: Tokens, number: int, stack: Stack) -> int | None:
    """Gives up the broken statement: cuts the stack back to the body it stands in, and finds the token after it."""
    rows, states = tables().states, stack.states
    body = next((place for place in reversed(range(len(states))) if "statement" in rows[states[place]]), None)
    if body is None:
        return None
    begin = stack.begins[body] if body < len(stack.begins) else tokens.begins[number]
    open_brackets = 0
    for place in range(bisect_left(tokens.begins, begin), len(tokens.kinds)):
        kind = tokens.kinds[place]
        open_brackets += (kind in _OPENING) - (kind in _CLOSING)
        if kind == ILLEGAL and tokens.texts[place][0] in "`/":
            return None
        if place < number:
            continue
        leaves_body = open_brackets < 0
        if leaves_body and (kind != "RBRACE" or place == number):
            return None
        if leaves_body or (kind == TERMINATOR and open_brackets == 0):
            stack.cut(body + 1)
            following = place if leaves_body else place + 1
            return None if tokens.kinds[following] in _OPENING else following
    return None


def _explain(tokens: Tokens, number: int, expected: frozenset[str]) -> tuple[str, str]:
    """What is wrong at a token, and what to do."""
    kind, spelling = tokens.kinds[number], tokens.texts[number]
    if kind == ILLEGAL:
        return _explain_illegal(spelling)
    got = _shown(kind, spelling)
    if kind in ("BOOL", "NULL") and expected & {"NAME", "PATH"} and "NUMBER" not in expected:
        return f"`{spelling}` is a word of the language, not a name", "choose another name"
    if "NUMBER" in expected:
        return f"expected a value, got {got}", "write a string, number, list, map or reference here"
    if expected >= {"LABEL", "LBRACE"}:
        return _explain_head(got, kind, expected)
    if "COMMA" in expected:
        closes = next(
            ("`" + _CLOSES[closing] + "`" for closing in _CLOSES if closing in expected), "the closing bracket"
        )
        if kind == TERMINATOR:
            return f"expected `,` or {closes} before the end of the line", "end the last item with a comma, too"
        return f"expected `,` or {closes}, got {got}", "put a comma between two items"
    if TERMINATOR in expected:
        return f"expected the end of the line, got {got}", _AFTER_VALUE.get(kind, _ONE_A_LINE)
    if kind == END and "RBRACE" in expected:
        return f"expected `}}`, got {got}", "close the block"
    if "LBRACE" in expected:
        return f"expected `{{`, got {got}", "open the body of the block on the line of its name"
    if "NAME" in expected:
        return f"expected a name, got {got}", 'write `name = value`, or `name "label" { ... }`'
    if kind in _CLOSING:
        return f"there is one {got} too many", "remove it, or open what it should close"
    wanted = ", ".join(sorted(_shown(symbol, "") for symbol in expected))
    return f"expected {wanted}, got {got}", "change what stands here, or what stands before it"


def _explain_head(got: str, kind: str, expected: frozenset[str]) -> tuple[str, str]:
    """After the first words of a statement."""
    if kind in ("STRING", "RAW_STRING"):
        help_line = "use letters, digits and `_` between double quotes, and no digit first"
        return f"{got} cannot label a block", help_line
    if kind == "EQUAL":
        return "the name of an attribute has no dots", "write one name before `=`, or a block"
    wanted = "`=` or `{`" if "EQUAL" in expected else "a label or `{`"
    return f"expected {wanted}, got {got}", 'write `name = value`, or `name "label" { ... }`'


def _explain_illegal(spelling: str) -> tuple[str, str]:
    if spelling.startswith("/*"):
        return "the comment is never closed", "end it with `*/`"
    if spelling[0] == "`":
        return "the string is never closed", "end it with a backtick"
    if spelling[0] == "'":
        return "single quotes make no string", "use double quotes"
    if spelling[0] == '"':
        if len(spelling) > 1 and spelling[-1] == '"':
            return f"{spelling} holds an escape that Alloy does not know", "write `\\\\` for a backslash"
        return "the string is not closed on its line", 'end it with `"`, or use backticks for several lines'
    if spelling in "|&":
        return f"`{spelling}` is no operator", f"did you mean `{spelling * 2}`?"
    return f"`{spelling}` is not Alloy syntax", "remove it, or put it in quotes"


def _shown(kind: str, spelling: str) -> str:
    """A token as messages name it."""
    if kind == TERMINATOR:
        return "the end of the line"
    if kind == END:
        return "the end of the text"
    if not spelling:
        return f"`{_CLOSES[kind]}`" if kind in _CLOSES else kind.lower().replace("_", " ")
    return spelling if kind in ("STRING", "LABEL") else f"`{spelling}`"
