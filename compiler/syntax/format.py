"""A parsed text, word by word, as `alloy fmt` writes it."""

from __future__ import annotations

from .align import align
from .ast import (
    Access,
    Array,
    Attribute,
    Binary,
    Block,
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
    Point,
    Position,
    Ref,
    Statement,
    Unary,
)
from .layout import BLANK, CELL, INDENT, NEWLINE, RUN_END, UNINDENT, Output
from .strings import quote


def laid_out(file: File) -> str:
    """The text of a file whose nodes know their positions."""
    output = Output(file.comments, file.line_starts)
    _write_body(file.body, output)
    output.finish()
    return align("".join(output.parts)) + "\n"


def _place(node: Statement | Expr | Field) -> Position:
    assert not isinstance(node, Ref), "a Ref has no spelling"
    assert node.at is not None, "a tree that was made has no layout of its own"
    return node.at


def _start(node: Statement | Expr | Field) -> Point:
    at = _place(node)
    return at.line, at.column


def _last(node: Statement | Expr) -> Point:
    """Where the closing sign of a node stands."""
    at = _place(node)
    return at.end_line, at.end_column - 1


def _is_on_one_line(node: Statement | Expr) -> bool:
    at = _place(node)
    return at.line == at.end_line


def _write_body(body: Body, output: Output) -> None:
    """A block has an empty line before it; between other statements, one is kept where the source has any."""
    previous: Statement | None = None
    for statement in body:
        is_apart = isinstance(statement, Block)
        if previous is not None and (is_apart or _start(statement)[0] - _last(previous)[0] > 1):
            output.wish(RUN_END)
        if isinstance(statement, Attribute):
            output.word(statement.name, _start(statement))
            output.wish(CELL)
            output.word("=")
            output.wish(BLANK)
            _write(statement.value, output)
        else:
            _write_block(statement, output)
        output.wish(NEWLINE if _is_on_one_line(statement) else RUN_END)
        previous = statement


def _write_block(block: Block, output: Output) -> None:
    output.word(block.name, _start(block))
    if block.label:
        output.wish(BLANK)
        output.word(f'"{block.label}"', block.signs[0])
    output.wish(BLANK)
    output.word("{", block.signs[-1])
    output.wish(INDENT)
    if block.body:
        output.wish(RUN_END)
        _write_body(block.body, output)
    else:
        output.wish(BLANK)
    output.wish(UNINDENT)
    output.word("}", _last(block))


def _write(value: Expr, output: Output) -> None:
    match value:
        case Literal(text=text):
            output.word(text or "", _start(value))
        case Name(parts):
            _write_name(parts, value, output)
        case Array():
            _write_array(value, output)
        case Object():
            _write_object(value, output)
        case Call():
            _write_call(value, output)
        case Access(inner, name):
            _write(inner, output)
            if isinstance(inner, Literal) and (inner.text or "").isdecimal():
                output.wish(BLANK)
            output.word(".")
            output.word(name)
        case Index(inner, index):
            _write(inner, output)
            output.word("[", value.signs[0])
            _write(index, output)
            output.word("]", _last(value))
        case Unary(operator, inner):
            output.word(operator, _start(value))
            _write(inner, output)
        case Binary(operator, left, right):
            _write(left, output)
            output.wish(BLANK)
            output.word(operator, value.signs[0])
            output.wish(BLANK)
            _write(right, output)
        case Paren(inner):
            output.word("(")
            _write(inner, output)
            output.word(")")
        case _:
            raise AssertionError(f"{value!r} is no Alloy syntax")


def _write_name(parts: tuple[str, ...], value: Name, output: Output) -> None:
    first, *others = parts
    output.word(first, _start(value))
    for part in others:
        output.word(".")
        output.word(part)


def _write_array(array: Array, output: Output) -> None:
    output.word("[", _start(array))
    line = _start(array)[0]
    for number, item in enumerate(array.items):
        breaks = _start(item)[0] != line
        if breaks:
            output.wish(INDENT, RUN_END)
        elif number:
            output.wish(BLANK)
        line = _last(item)[0]
        _write(item, output)
        if number + 1 < len(array.items):
            output.word(",")
        if breaks:
            output.wish(UNINDENT)
    if array.items and line != _last(array)[0]:
        output.word(",")
        output.wish(INDENT, RUN_END, UNINDENT)
    output.word("]", _last(array))


def _write_object(made: Object, output: Output) -> None:
    """Fields are in one column until one crosses lines."""
    output.word("{", _start(made))
    output.wish(INDENT)
    line = _start(made)[0]
    for number, entry in enumerate(made.fields):
        start = _start(entry)
        if start[0] != line:
            aligned = number > 0 and _is_on_one_line(made.fields[number - 1].value)
            output.wish(NEWLINE if aligned else RUN_END)
        elif number:
            output.wish(BLANK)
        line = start[0] + entry.key.count("\n")
        output.word(quote(entry.key) if entry.quoted else entry.key, start)
        output.wish(CELL)
        output.word("=")
        output.wish(BLANK)
        _write(entry.value, output)
        if number + 1 < len(made.fields):
            output.word(",")
    if made.fields and line != _last(made)[0]:
        output.word(",")
        output.wish(RUN_END)
    output.wish(UNINDENT)
    output.word("}", _last(made))


def _write_call(call: Call, output: Output) -> None:
    _write(call.function, output)
    output.word("(")
    line = call.signs[0][0]
    for number, argument in enumerate(call.arguments):
        breaks = _start(argument)[0] != line
        if breaks:
            output.wish(RUN_END, INDENT)
        _write(argument, output)
        line = _last(argument)[0]
        if number + 1 < len(call.arguments):
            output.word(",")
            output.wish(BLANK)
        if breaks:
            output.wish(UNINDENT)
    if line != _last(call)[0]:
        output.word(",")
        output.wish(RUN_END)
    output.word(")")
