"""Makes grammar/NAME.tables.json from each grammar/NAME.lark of a language: `python -m alloyc.languages.generate`.

Lark reads a grammar and computes its LALR(1) tables. That takes longer than a whole build may, so what `Lark.save`
writes of them is kept. A test fails when the two files disagree.
"""

from __future__ import annotations

import json
import pickle
from io import BytesIO
from typing import Any

from lark import Lark

from ..report.package_data import folder
from .grammars import LANGUAGES, TABLES, options


def generate(name: str) -> str:
    """The tables of a language as JSON text: the same for the same grammar, whatever the run."""
    text = (folder("grammar") / f"{name}.lark").read_text("utf-8")
    buffer = BytesIO()
    Lark(text, **options(name)).save(buffer)
    saved = pickle.loads(buffer.getvalue())
    parser = saved["data"]["parser"]
    tables = parser["parser"]
    order = _state_order(tables)
    places = {state: place for place, state in enumerate(order)}
    names = tables["tokens"]
    states = [
        {
            symbol: [action, target if action else places[target]]
            for symbol, (action, target) in sorted(
                (names[number], to) for number, to in tables["states"][state].items()
            )
        }
        for state in order
    ]
    return _dump(
        {
            "starts": {start: places[state] for start, state in sorted(tables["start_states"].items())},
            "ends": {start: places[state] for start, state in sorted(tables["end_states"].items())},
            "lexer": parser["lexer_conf"],
            "parser": parser["parser_conf"],
            "rules": saved["data"]["rules"],
            "memo": [saved["memo"][number] for number in range(len(saved["memo"]))],
            "states": states,
        }
    )


def _state_order(tables: dict[str, Any]) -> list[int]:
    """Lark numbers states by hash order; this order depends on the grammar only."""
    names, order = tables["tokens"], [state for _, state in sorted(tables["start_states"].items())]
    for state in order:
        for _, (action, target) in sorted((names[number], to) for number, to in tables["states"][state].items()):
            if not action and target not in order:
                order.append(target)
    return order


def _dump(tables: dict[str, Any]) -> str:
    """JSON with a line for each rule, terminal and state, so that a change of the grammar reads well as a diff."""
    parts = []
    for key, value in tables.items():
        if key in ("memo", "states"):
            inner = ",\n".join("  " + json.dumps(item) for item in value)
            parts.append(f' "{key}": [\n{inner}\n ]')
        else:
            parts.append(f' "{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    for name in LANGUAGES:
        (folder("grammar") / TABLES.format(name)).write_text(generate(name), "utf-8")
