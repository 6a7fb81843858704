"""Syntax tree -> Alloy text. A text that was parsed keeps its layout as `alloy fmt` does; a tree that was made is laid
out here, so that `alloy fmt` would leave it as it is."""

from __future__ import annotations

import re
from functools import cache

from .ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Body,
    Call,
    Expr,
    Field,
    File,
    Index,
    Literal,
    Name,
    Object,
    Paren,
    Statement,
    Unary,
)
from .strings import quote

WIDTH = 100
"""Lists that would pass this column get a line for each item. A tab counts as four."""


def format_alloy(text: str, file: str = "<input>") -> str:
    """What `alloy fmt` makes of a text. Raises Refused where it is no Alloy."""
    from .parser import parse

    return print_file(parse(text, file))


def print_file(file: File) -> str:
    """The text of a file, in the layout of `alloy fmt`: line breaks inside statements stay, and so do comments."""
    from .format import laid_out

    if file.body and file.body[0].at is None:
        return print_body(file.body)
    return laid_out(file)


def print_body(body: Body) -> str:
    """The text of statements, whatever layout they had: short lists on a line, fields one a line, `=` in columns."""
    return "\n".join(_statements(body, 0)) + "\n"


def print_blocks(body: Body) -> list[str]:
    """The text of each block by itself; joined by line breaks they are what `print_body` gives of all of them."""
    return [print_body((block,)) for block in body]


def _statements(body: Body, depth: int) -> list[str]:
    """Lines, with an empty one around each block."""
    lines: list[str] = []
    run: list[tuple[str, str]] = []
    previous: Statement | None = None
    for statement in body:
        if statement.comments and isinstance(statement, Attribute):
            lines += _columns(run, depth, "")
            run = []
        if isinstance(statement, Attribute):
            if previous is not None and not isinstance(previous, Attribute):
                lines.append("")
            lines += _comments(statement.comments, depth)
            value = _text(statement.value, depth, len(statement.name) + 3)
            run.append((statement.name, value))
            if "\n" in value:
                lines += _columns(run, depth, "")
                run = []
        else:
            lines += _columns(run, depth, "")
            run = []
            if previous is not None:
                lines.append("")
            lines += _comments(statement.comments, depth)
            label = f' "{statement.label}"' if statement.label else ""
            head = "\t" * depth + statement.name + label
            if statement.body or statement.ending:
                inner = [*_statements(statement.body, depth + 1), *_comments(statement.ending, depth + 1)]
                lines += [head + " {", *inner, "\t" * depth + "}"]
            else:
                lines.append(head + " { }")
        previous = statement
    return lines + _columns(run, depth, "")


def _comments(comments: tuple[str, ...], depth: int) -> list[str]:
    return ["\t" * depth + comment for comment in comments]


def _columns(run: list[tuple[str, str]], depth: int, end: str) -> list[str]:
    """A run of `name = value`, the signs under each other."""
    if not run:
        return []
    width = max([len(name) for name, _ in run])
    indent = "\t" * depth
    return [f"{indent}{name:{width}} = {value}{end}" for name, value in run]


def _text(value: Expr, depth: int, column: int) -> str:
    """An expression that starts `column` characters into a line of this depth. Its later lines are indented."""
    match value:
        case Literal():
            return _literal(value)
        case Name(parts):
            return ".".join(parts)
        case Array(items):
            return _array(items, depth, column)
        case Object(fields):
            return _object(fields, depth)
        case Call(function, arguments):
            return _call(_text(function, depth, column), arguments, depth, column)
        case Access(inner, name):
            text = _text(inner, depth, column)
            return f"{text} .{name}" if text.isdecimal() else f"{text}.{name}"
        case Index(inner, index):
            return f"{_text(inner, depth, column)}[{_text(index, depth, column)}]"
        case Unary(operator, inner):
            return operator + _text(inner, depth, column + 1)
        case Binary(operator, left, right):
            return f"{_text(left, depth, column)} {operator} {_text(right, depth, column)}"
        case Paren(inner):
            return f"({_text(inner, depth, column + 1)})"
        case _:
            raise AssertionError(f"{value!r} is no Alloy syntax")


def _array(items: tuple[Expr, ...], depth: int, column: int) -> str:
    if len(items) == 1 and isinstance(items[0], Object):
        return f"[{_object(items[0].fields, depth)}]"
    line = f"[{', '.join([_text(item, depth, 0) for item in items])}]"
    return line if _fits(line, depth, column) else f"[{_one_a_line(items, depth)}]"


def _call(function: str, arguments: tuple[Expr, ...], depth: int, column: int) -> str:
    """Arguments that cross lines by themselves follow on each other's last line, as people write them."""
    texts = [_text(argument, depth, 0) for argument in arguments]
    line = f"{function}({', '.join(texts)})"
    crosses = any("\n" in text for text in texts)
    return (
        line if crosses or not texts or _fits(line, depth, column) else f"{function}({_one_a_line(arguments, depth)})"
    )


def _fits(line: str, depth: int, column: int) -> bool:
    return "\n" not in line and 4 * depth + column + len(line) <= WIDTH


def _one_a_line(items: tuple[Expr, ...], depth: int) -> str:
    indent = "\t" * (depth + 1)
    lines = "".join([f"\n{indent}{_text(item, depth + 1, 0)}," for item in items])
    return lines + "\n" + "\t" * depth


def _object(fields: tuple[Field, ...], depth: int) -> str:
    if not fields:
        return "{}"
    lines: list[str] = []
    run: list[tuple[str, str]] = []
    for entry in fields:
        key = _key(entry)
        value = _text(entry.value, depth + 1, len(key) + 3)
        run.append((key, value))
        if "\n" in value:
            lines += _columns(run, depth + 1, ",")
            run = []
    lines += _columns(run, depth + 1, ",")
    return "\n".join(["{", *lines, "\t" * depth + "}"])


def _key(entry: Field) -> str:
    """Alloy takes quoted keys as they stand, so a key with quotes or backslashes can only be a raw string."""
    if not entry.quoted:
        return entry.key
    quoted = quote(entry.key)
    return quoted if len(quoted) == len(entry.key) + 2 else f"`{entry.key}`"


@cache
def _shaken_by_columns() -> re.Pattern[str]:
    """White space in a string that `alloy fmt` would take for its own."""
    return re.compile(r"[\t\v\f\r]| \n")


def _literal(literal: Literal) -> str:
    value, text = literal.value, literal.text
    if isinstance(value, str):
        if text is None:
            return quote(value)
        return text if not _shaken_by_columns().search(text) else quote(value)
    if text is not None:
        return text
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else repr(value)
