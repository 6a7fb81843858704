"""Makes grammar/alloy.tables.json from grammar/alloy.lark: `python -m alloyc.syntax.generate`.

Lark reads the grammar and computes the LALR(1) tables; that takes longer than a whole build may, so they are kept.
A test fails when the two files disagree.
"""

from __future__ import annotations

import json
import pickle
import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from lark import Lark

GRAMMAR, TABLES = "alloy.lark", "alloy.tables.json"
STARTS = ("file", "lone")
TERMINATOR = "_TERMINATOR"

Saved: TypeAlias = dict[str, Any]
"""What `Lark.save` writes of the parser: `states[state][symbol number]` is (0, the next state) or (1, the rule)."""

_REDUCE = 1


def generate() -> str:
    """The tables as JSON text: the same for the same grammar, whatever the run."""
    grammar = files(__package__.rpartition(".")[0] + ".grammar").joinpath(GRAMMAR).read_text("utf-8")
    lark = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS))
    terminals = {terminal.name: terminal.pattern.to_regexp() for terminal in lark.terminals}
    saved = _saved(lark)
    parser, memo = saved["data"]["parser"]["parser"], saved["memo"]
    rows = {
        state: {parser["tokens"][number]: action for number, action in row.items()}
        for state, row in parser["states"].items()
    }
    ended = {action[1]["@"] for row in rows.values() for action in row.values() if action[0] == _REDUCE}
    rules = sorted((_rule(memo[number]), number) for number in ended)
    numbers = {number: place for place, (_, number) in enumerate(rules)}
    order = _state_order(rows, parser["start_states"])
    places = {state: place for place, state in enumerate(order)}
    states = [
        {
            symbol: ~numbers[target["@"]] if action == _REDUCE else places[target]
            for symbol, (action, target) in sorted(rows[state].items())
        }
        for state in order
    ]
    tables = {
        "terminals": terminals,
        "words": {word: name for name, pattern in terminals.items() for word in _words(pattern)},
        "last": [name for name in terminals if _may_be_last(name, states)],
        "rules": [rule for rule, _ in rules],
        "starts": {start: places[parser["start_states"][start]] for start in STARTS},
        "states": states,
    }
    return _dump(tables)


def _saved(lark: Lark) -> Saved:
    buffer = BytesIO()
    lark.save(buffer)
    saved: Saved = pickle.loads(buffer.getvalue())
    return saved


def _words(pattern: str) -> list[str]:
    """The words that a terminal consists of; none where it takes more than words."""
    return re.findall(r"[a-z]+", pattern) if re.fullmatch(r"[a-z]+|\(\?:[a-z|]+\)", pattern) else []


def _may_be_last(terminal: str, states: list[dict[str, int]]) -> bool:
    """Whether a statement may end with it: a terminator may follow."""
    after = (row[terminal] for row in states if row.get(terminal, -1) >= 0)
    return any(TERMINATOR in states[state] for state in after)


def _state_order(rows: dict[int, dict[str, Any]], starts: dict[str, int]) -> list[int]:
    """Lark numbers states by hash order; this order depends on the grammar only."""
    order = [starts[start] for start in STARTS]
    for state in order:
        for _, (action, target) in sorted(rows[state].items(), key=lambda entry: entry[0]):
            if action != _REDUCE and target not in order:
                order.append(target)
    return order


def _rule(rule: Any) -> list[Any]:
    """[what it defines, how many symbols it takes, what to make of them, which of them carry meaning].

    What to make is "" where the only symbol is passed on, "items" for a helper that gathers a list.
    """
    origin, expansion = rule["origin"]["name"], rule["expansion"]
    passes = rule["options"]["expand1"] and not rule["alias"] and len(expansion) == 1
    make = "" if passes else "items" if origin.startswith("_") else rule["alias"] or origin
    kept = [place for place, symbol in enumerate(expansion) if not symbol.get("filter_out", False)]
    return [origin, len(expansion), make, kept]


def _dump(tables: dict[str, Any]) -> str:
    """JSON with a line for each terminal, rule and state, so that a change of the grammar reads well as a diff."""
    parts = []
    for key, value in tables.items():
        if isinstance(value, list):
            inner = ",\n".join("  " + json.dumps(item) for item in value)
            parts.append(f' "{key}": [\n{inner}\n ]')
        else:
            inner = ",\n".join(f"  {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items())
            parts.append(f' "{key}": {{\n{inner}\n }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    target = Path(str(files(__package__.rpartition(".")[0] + ".grammar"))) / TABLES
    target.write_text(generate(), "utf-8")
