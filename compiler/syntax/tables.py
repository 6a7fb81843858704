"""The LALR(1) tables of grammar/alloy.lark, as `generate` keeps them beside the grammar."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from ..report.package_data import folder


class Rule(NamedTuple):
    """What it defines, how many symbols it takes, what to make of them ("" passes the only one on), and which of the
    symbols carry meaning."""

    origin: str
    size: int
    make: str
    kept: tuple[int, ...]


class Tables(NamedTuple):
    """`states[state][symbol]` is the next state, or `~rule` where that rule ends before the symbol. `words` are the
    spellings of terminals that are no names; with one of `last` a statement may end."""

    terminals: dict[str, str]
    words: dict[str, str]
    last: frozenset[str]
    rules: tuple[Rule, ...]
    starts: dict[str, int]
    states: list[dict[str, int]]


@cache
def tables() -> Tables:
    """Reads the tables, once."""
    data: dict[str, Any] = json.loads((folder("grammar") / "alloy.tables.json").read_bytes())
    rules = tuple(Rule(origin, size, make, tuple(kept)) for origin, size, make, kept in data["rules"])
    words, last = data["words"], frozenset(data["last"])
    return Tables(data["terminals"], words, last, rules, data["starts"], data["states"])
