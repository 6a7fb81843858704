"""Makes grammar/alloy.tables.json from grammar/alloy.lark: `python -m alloyc.syntax.generate`.

Lark reads the grammar and computes the LALR(1) tables; that takes longer than a whole build may, so they are kept.
A test fails when the two files disagree.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from lark import Lark
from lark.parsers.lalr_analysis import Shift

GRAMMAR, TABLES = "alloy.lark", "alloy.tables.json"
STARTS = ("file", "lone")


def generate() -> str:
    """The tables as JSON text: the same for the same grammar, whatever the run."""
    grammar = files(__package__.rpartition(".")[0] + ".grammar").joinpath(GRAMMAR).read_text("utf-8")
    lark = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS))
    table = lark.parser.parser._parse_table
    rules = sorted(
        {arg for row in table.states.values() for action, arg in row.values() if action is not Shift}, key=str
    )
    numbers = {rule: number for number, rule in enumerate(rules)}
    order = _state_order(table)
    places = {state: place for place, state in enumerate(order)}
    tables = {
        "terminals": {terminal.name: terminal.pattern.to_regexp() for terminal in lark.terminals},
        "rules": [_rule(rule) for rule in rules],
        "starts": {start: places[table.start_states[start]] for start in STARTS},
        "ends": {start: places[table.end_states[start]] for start in STARTS},
        "states": [
            {
                symbol: places[arg] if action is Shift else ~numbers[arg]
                for symbol, (action, arg) in sorted(table.states[state].items())
            }
            for state in order
        ],
    }
    return _dump(tables)


def _state_order(table: Any) -> list[Any]:
    """Lark numbers states by hash order; this order depends on the grammar only."""
    order = [table.start_states[start] for start in STARTS]
    for state in order:
        for _, (action, target) in sorted(table.states[state].items()):
            if action is Shift and target not in order:
                order.append(target)
    return order


def _rule(rule: Any) -> list[Any]:
    """[what it defines, how many symbols it takes, what to make of them, which of them carry meaning].

    What to make is "" where the only symbol is passed on, "items" for a helper that gathers a list.
    """
    origin = rule.origin.name
    passes = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
    make = "" if passes else "items" if origin.startswith("_") else rule.alias or origin
    kept = [place for place, symbol in enumerate(rule.expansion) if not getattr(symbol, "filter_out", False)]
    return [origin, len(rule.expansion), make, kept]


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
