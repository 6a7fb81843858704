"""The one walk along the tables of grammar/alloy.lark: tokens in, what they make out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from ..report.contribution import Contribution
from .ast import Point, Position
from .depth import MAXIMUM_DEPTH, is_too_deep
from .lexer import Tokens
from .nodes import MAKERS, WITHOUT_POSITION, Maker, sign_places
from .tables import tables

PointOf: TypeAlias = Callable[[int], Point]


class Stack(NamedTuple):
    """Where a walk stands: its states, and above the first of them what was made and at which offset that begins."""

    states: list[int]
    made: list[Any]
    begins: list[int]

    def cut(self, height: int) -> None:
        """Forgets what stands above that many states."""
        del self.states[height:], self.made[height - 1 :], self.begins[height - 1 :]


class Made(NamedTuple):
    """What a whole text makes. `deep` is the offset where nesting gets too deep, if it does."""

    value: Any
    deep: int | None


class Misfit(NamedTuple):
    """The number of a token that fits nowhere. From a later one, the walk may go on with its stack cut back."""

    number: int


class _Action(NamedTuple):
    """What to do where a rule ends. Without `make`, the symbols in `kept` are gathered in a list."""

    origin: str
    size: int
    make: Maker | None
    kept: tuple[int, ...]
    positioned: bool
    signs: tuple[int, ...]
    bounded: bool


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


def new_stack(start: str) -> Stack:
    """The stack before the first token of a text that is a `start`."""
    return Stack([tables().starts[start]], [], [])


def walk(
    stack: Stack, tokens: Tokens, first: int = 0, point_of: PointOf | None = None, source: Contribution | None = None
) -> Made | Misfit | None:
    """Takes tokens from the `first` on: what the whole text makes, the token that fits nowhere, or None where a text
    ends before its `$END`.

    This is the automaton that the tables describe. A chain of rules that only pass their symbol on (a plain value is a
    product, a sum, a comparison, ...) is one step once it is known.
    """
    rows, starts, actions = tables().states, tables().starts, _actions()
    states, made, begins = stack
    state = states[-1]
    end = 0
    deep: int | None = None
    rest = zip(tokens.kinds[first:], tokens.texts[first:], tokens.begins[first:], strict=True)
    for kind, text, begin in rest:
        while True:
            target = rows[state].get(kind)
            if target is None:
                return Misfit(len(tokens.kinds) - 1 - sum(1 for _ in rest))
            if target >= 0:
                states.append(target)
                made.append(text)
                begins.append(begin)
                state, end = target, begin + len(text)
                break
            action = actions[~target]
            if action is None:
                states[-1] = state = _pass_on(states[-2], state, kind)
                continue
            origin, size, make, kept, positioned, signs, bounded = action
            if make is None and kept[0] == 0 and size == 3 and type(made[-3]) is list:
                made[-3].append(made[kept[1] - 3])
                del states[-2:], made[-2:], begins[-2:]
                state = states[-1]
                continue
            start = begins[-size] if size else begin
            children = made[-size:] if size else []
            value: Any
            if make is None:
                value = _gathered(children, kept)
            elif point_of is None or not positioned:
                value = make(children, None, ())
            else:
                at = Position(*point_of(start), *point_of(end), source)
                value = make(children, at, tuple([point_of(begins[i - size]) for i in signs]) if signs else ())
            if bounded and end - start > MAXIMUM_DEPTH and deep is None and is_too_deep(value, len(states)):
                deep = start
            if origin in starts:
                return Made(value, deep)
            if size == 1:
                made[-1] = value
                states[-1] = state = rows[states[-2]][origin]
                continue
            if size:
                del states[-size:], made[-size:], begins[-size:]
            state = rows[states[-1]][origin]
            states.append(state)
            made.append(value)
            begins.append(start)
    return None


def fits(stack: Stack, kind: str) -> bool:
    """Whether a token of this kind may come. A row alone promises too much: it merges what other places allow."""
    copy = Stack(*(list[Any](part) for part in stack))
    return not isinstance(walk(copy, Tokens([kind], [""], [0], [])), Misfit)


@cache
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
