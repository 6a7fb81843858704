"""Alloy text -> syntax tree, along the tables of grammar/alloy.lark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

from ..report.contribution import Contribution
from ..report.diagnostics import Refused
from .ast import Body, Comment, Expr, File, Point, Position
from .comments import comment_text, with_comments
from .depth import MAXIMUM_DEPTH, is_too_deep
from .lexer import Tokens, is_allowed, tokenize
from .nodes import MAKERS, WITHOUT_POSITION, Maker, sign_places
from .tables import tables

PointOf: TypeAlias = Callable[[int], Point]


class _Action(NamedTuple):
    """What to do where a rule ends. Without `make`, the symbols in `kept` are gathered in a list."""

    origin: str
    size: int
    make: Maker | None
    kept: tuple[int, ...]
    positioned: bool
    signs: tuple[int, ...]
    bounded: bool


def parse(text: str, file: str = "<input>") -> File:
    """A whole text, comments and positions kept. Raises Refused with every fault that is sure to be one."""
    tokens, starts = tokenize(text), _line_starts(text)
    point_of = _point_of(starts)
    body: Body = _parse(text, tokens, "file", file, point_of)
    return File(body, _comments(text, tokens, point_of), tuple(starts))


def parse_body(text: str, file: str = "<input>", positions: bool = True, source: Contribution | None = None) -> Body:
    """The statements of a text, each with the comments at it. Without `positions` nodes have no `at` and no comments,
    and parsing is faster. `source` is what gave the text, for the positions to tell."""
    tokens, point_of = tokenize(text), _point_of(_line_starts(text)) if positions else None
    body: Body = _parse(text, tokens, "file", file, point_of, source)
    return with_comments(body, _comments(text, tokens, point_of)) if point_of and tokens.comments else body


def parse_expression(
    text: str, file: str = "<input>", positions: bool = True, source: Contribution | None = None
) -> Expr:
    """One value that stands alone."""
    point_of = _point_of(_line_starts(text)) if positions else None
    value: Expr = _parse(text, tokenize(text), "lone", file, point_of, source)
    return value


def _comments(text: str, tokens: Tokens, point_of: PointOf) -> tuple[Comment, ...]:
    return tuple(
        Comment(comment_text(text[begin:end]), Position(*point_of(begin), *point_of(end)), joined)
        for begin, end, joined in tokens.comments
    )


def _line_starts(text: str) -> list[int]:
    lengths = [len(line) + 1 for line in text.split("\n")]
    return list(accumulate(lengths[:-1], initial=0))


def _point_of(starts: list[int]) -> PointOf:
    """A function from an offset to its line and column."""

    def point_of(offset: int) -> Point:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return point_of


def _parse(
    text: str, tokens: Tokens, start: str, file: str, point_of: PointOf | None, source: Contribution | None = None
) -> Any:
    made, deep = _run(tokens, start, point_of, source)
    if made is not _FAULT and deep is None and is_allowed(text):
        return made
    from .faults import find_faults, nesting_fault

    raise Refused(find_faults(text, tokens, start, file) or [nesting_fault(text, deep or 0, file)])


_FAULT = object()


@cache
def _actions() -> tuple[_Action | None, ...]:
    """An action for each rule; None where the rule only passes its symbol on."""
    return tuple(
        _Action(
            rule.origin,
            rule.size,
            MAKERS.get(rule.make),
            rule.kept,
            rule.make not in WITHOUT_POSITION,
            sign_places(rule.make, rule.size),
            rule.make in ("attribute", "block", "lone"),
        )
        if rule.make
        else None
        for rule in tables().rules
    )


def _run(tokens: Tokens, start: str, point_of: PointOf | None, source: Contribution | None) -> tuple[Any, int | None]:
    """What the tokens make, or _FAULT at the first that fits nowhere; and where nesting gets too deep, if it does.

    This is the automaton that the tables describe: a stack of states, and beside it what was made and where it begins.
    A chain of rules that only pass their symbol on (a plain value is a product, a sum, a comparison, ...) is one step
    once it is known.
    """
    rows, actions = tables().states, _actions()
    state = tables().starts[start]
    states, made, begins = [state], list[Any](), list[int]()
    chains: dict[tuple[int, int, str], int] = {}
    end = 0
    deep: int | None = None
    for kind, text, begin in zip(tokens.kinds, tokens.texts, tokens.begins, strict=True):
        while True:
            target = rows[state].get(kind)
            if target is None:
                return _FAULT, None
            if target >= 0:
                states.append(target)
                made.append(text)
                begins.append(begin)
                state, end = target, begin + len(text)
                break
            action = actions[~target]
            if action is None:
                key = (states[-2], state, kind)
                passed = chains.get(key)
                if passed is None:
                    passed = chains[key] = _pass_on(*key)
                states[-1] = state = passed
                continue
            origin, size, make, kept, positioned, signs, bounded = action
            if make is None and kept[0] == 0 and size == 3 and type(made[-3]) is list:
                made[-3].append(made[kept[1] - 3])
                del states[-2:], made[-2:], begins[-2:]
                state = states[-1]
                continue
            first = begins[-size] if size else begin
            children = made[-size:] if size else []
            value: Any
            if make is None:
                value = _gathered(children, kept)
            elif point_of is None or not positioned:
                value = make(children, None, ())
            else:
                at = Position(*point_of(first), *point_of(end), source)
                value = make(children, at, tuple([point_of(begins[i - size]) for i in signs]) if signs else ())
            if bounded and end - first > MAXIMUM_DEPTH and deep is None and is_too_deep(value, len(states)):
                deep = first
            if origin == start:
                return value, deep
            if size == 1:
                made[-1] = value
                states[-1] = state = rows[states[-2]][origin]
                continue
            if size:
                del states[-size:], made[-size:], begins[-size:]
            state = rows[states[-1]][origin]
            states.append(state)
            made.append(value)
            begins.append(first)
    raise AssertionError("a text ends with $END, and the rule of the start with it")


def _pass_on(under: int, state: int, kind: str) -> int:
    """The state at the end of a chain of rules that pass their symbol on, before a token of this kind."""
    rows, rules = tables().states, tables().rules
    while (target := rows[state].get(kind, 0)) < 0 and not rules[~target].make:
        state = rows[under][rules[~target].origin]
    return state


def _gathered(children: list[Any], kept: tuple[int, ...]) -> list[Any]:
    """Items of a list so far, and one more or another list."""
    first = children[kept[0]]
    items: list[Any] = first if type(first) is list else [first]
    for place in kept[1:]:
        more = children[place]
        if type(more) is list:
            items.extend(more)
        else:
            items.append(more)
    return items
