"""The search for a text that some patterns match and others do not: their automata walked side by side.

Each pattern is a machine that may be in several states at once; a walk goes on from a set of states to the next, and
sets are made only where it comes. A walk that grows beyond a limit is given up. Why no library: those that there are
write out each machine whole before they compare (docs/decisions/0007-an-algebra-of-patterns.md).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from ..languages.fault import NotModelled
from . import tree
from .classes import EVERYTHING, Ranges
from .tree import Node

LARGEST_MACHINE = 20_000
LONGEST_WALK = 20_000

States: TypeAlias = frozenset[int]


@dataclass
class Machine:
    """States by number, 0 the last. `steps` go over a character, `free` over nothing, `edges` only at that edge."""

    steps: list[list[tuple[Ranges, int]]] = field(default_factory=lambda: [[]])
    free: list[list[int]] = field(default_factory=lambda: [[]])
    edges: list[list[tuple[str, int]]] = field(default_factory=lambda: [[]])
    first: int = 0

    def state(self) -> int:
        """A new state. Raises NotModelled where there are too many."""
        if len(self.steps) >= LARGEST_MACHINE:
            raise NotModelled("a pattern of too many states")
        for kept in (self.steps, self.free, self.edges):
            kept.append([])
        return len(self.steps) - 1


def machine(nodes: Iterable[Node]) -> Machine:
    """The machine of some alternatives."""
    made = Machine()
    made.first = made.state()
    for node in nodes:
        made.free[made.first].append(_build(made, node, 0))
    return made


def _build(made: Machine, node: Node, following: int) -> int:
    """The state from which a node is read, and `following` comes after."""
    match node:
        case tree.Text(text):
            for character in reversed(text):
                following = _over(made, ((ord(character), ord(character)),), following)
        case tree.Class(ranges):
            following = _over(made, ranges, following)
        case tree.Sequence(parts):
            for part in reversed(parts):
                following = _build(made, part, following)
        case tree.Choice(alternatives):
            starts = [_build(made, alternative, following) for alternative in alternatives]
            following = made.state()
            made.free[following] += starts
        case tree.Edge(at):
            start = made.state()
            made.edges[start].append((at, following))
            return start
        case tree.Repeat(part, least, most):
            following = _repeated(made, part, least, most, following)
    return following


def _over(made: Machine, ranges: Ranges, following: int) -> int:
    start = made.state()
    made.steps[start].append((ranges, following))
    return start


def _repeated(made: Machine, part: Node, least: int, most: int | None, following: int) -> int:
    if most is None:
        loop = made.state()
        made.free[loop] += [_build(made, part, loop), following]
        following = loop
    else:
        end = following
        for _ in range(most - least):
            start = made.state()
            made.free[start] += [_build(made, part, following), end]
            following = start
    for _ in range(least):
        following = _build(made, part, following)
    return following


def search(inside: Sequence[Machine], outside: Sequence[Machine]) -> str | None:
    """A shortest text that every machine of `inside` takes and none of `outside`; None where there is none. Raises
    NotModelled where the walk grows too long."""
    machines = (*inside, *outside)
    starts, letters = _letters(machines)
    begin = tuple(_closed(made, (made.first,), True) for made in machines)
    came: dict[tuple[States, ...], tuple[tuple[States, ...], int] | None] = {begin: None}
    waiting = deque([begin])
    while waiting:
        current = waiting.popleft()
        if _accepted(machines, current, len(inside), current is begin):
            return _told(came, current, letters)
        for letter, following in _next(machines, current, len(inside), starts):
            if following not in came:
                came[following] = (current, letter)
                waiting.append(following)
        if len(came) > LONGEST_WALK:
            raise NotModelled("patterns that take too many states to compare")
    return None


def _letters(machines: Sequence[Machine]) -> tuple[list[int], list[str]]:
    """Where, in the order of characters, the machines begin to do something else; and a character for each."""
    bounds = {first for first, _ in EVERYTHING} | {last + 1 for _, last in EVERYTHING}
    for made in machines:
        for ranges in {ranges for steps in made.steps for ranges, _ in steps}:
            bounds |= {bound for first, last in ranges for bound in (first, last + 1)}
    starts = sorted(bound for bound in bounds if bound <= EVERYTHING[-1][1])
    return starts, [_shown(first, following) for first, following in zip(starts, [*starts[1:], 0x110000], strict=True)]


def _shown(first: int, following: int) -> str:
    """A character that reads well, of those from `first` on."""
    return next(
        (letter for letter in "xa_0A" if first <= ord(letter) < following), chr(max(first, min(33, following - 1)))
    )


def _closed(made: Machine, states: Iterable[int], at_start: bool = False, at_end: bool = False) -> States:
    """The states, and those that come of them without a character."""
    found, waiting = set(states), list(states)
    while waiting:
        state = waiting.pop()
        over = [target for at, target in made.edges[state] if (at_start if at == "start" else at_end)]
        for target in (*made.free[state], *over):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def _accepted(machines: Sequence[Machine], current: tuple[States, ...], wanted: int, at_start: bool) -> bool:
    for position, (made, states) in enumerate(zip(machines, current, strict=True)):
        takes = 0 in states or (any(made.edges[s] for s in states) and 0 in _closed(made, states, at_start, True))
        if takes is not (position < wanted):
            return False
    return True


def _next(
    machines: Sequence[Machine], current: tuple[States, ...], wanted: int, starts: list[int]
) -> Iterable[tuple[int, tuple[States, ...]]]:
    """The letters, as places in `starts`, on which all machines of `inside` go on, and where all are after it. Letters
    on which they are the same places are one."""
    moves = [_moves(made, states, starts) for made, states in zip(machines, current, strict=True)]
    going_on = set(moves[0]) if wanted else set(range(len(starts)))
    for move in moves[1:wanted]:
        going_on &= set(move)
    seen: set[tuple[frozenset[int], ...]] = set()
    for letter in sorted(going_on, key=lambda letter: (not _is_common(starts[letter]), letter)):
        targets = tuple(frozenset(move.get(letter, ())) for move in moves)
        if targets not in seen:
            seen.add(targets)
            yield letter, tuple(_closed(made, target) for made, target in zip(machines, targets, strict=True))


def _is_common(code: int) -> bool:
    return 97 <= code <= 122


def _moves(made: Machine, states: States, starts: list[int]) -> dict[int, set[int]]:
    moves: dict[int, set[int]] = {}
    for state in states:
        for ranges, target in made.steps[state]:
            for first, last in ranges:
                for letter in range(bisect_left(starts, first), bisect_right(starts, last)):
                    moves.setdefault(letter, set()).add(target)
    return moves


def _told(
    came: dict[tuple[States, ...], tuple[tuple[States, ...], int] | None], at: tuple[States, ...], letters: list[str]
) -> str:
    text: list[str] = []
    while (before := came[at]) is not None:
        at, letter = before
        text.append(letters[letter])
    return "".join(reversed(text))
