"""`stage.drop`: drops entries for which every condition that is written holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ...languages.goregexp import compile_regexp, quote_meta
from ...languages.gostrings import size
from .arguments import Arguments
from .entry import Entry, Run, Stage, has, only, text_of

Condition: TypeAlias = Callable[[Entry, Run], bool]


def drop(arguments: Arguments) -> Stage:
    """Conditions are of length, age, the presence of extracted values, and a pattern, which is not anchored."""
    conditions = _conditions(arguments)
    reason = arguments.text("drop_counter_reason", "drop_stage")

    def keeps(entry: Entry, run: Run) -> bool:
        for holds in conditions:
            if not holds(entry, run):
                return True
        run.reason = reason
        return False

    return only(keeps)


def _conditions(arguments: Arguments) -> list[Condition]:
    source, value, expression = (arguments.text(name) for name in ("source", "value", "expression"))
    longest, oldest = arguments.bytes("longer_than"), arguments.duration("older_than", 0)
    if not (source or expression or oldest or longest):
        raise arguments.fault("`stage.drop` needs `source`, `expression`, `older_than` or `longer_than`")
    if value and expression:
        raise arguments.fault("`stage.drop` takes `value` or `expression`, not both", "value")
    if value and not source:
        raise arguments.fault("`value` needs a `source`", "value")
    conditions: list[Condition] = []
    if longest:
        conditions.append(lambda entry, run: size(entry.line) > longest)
    if oldest:
        conditions.append(lambda entry, run: entry.timestamp < run.time("`older_than` asks for the time") - oldest)
    names = tuple(source.split(",")) if source else ()
    if value or expression:
        text = expression or f"^{quote_meta(value)}$"
        pattern = arguments.language("expression", lambda: compile_regexp(text))
        if source:
            separator = arguments.text("separator") or ";"
            conditions.append(lambda entry, run: _is_match(entry, names, separator, pattern.matches))
        else:
            conditions.append(lambda entry, run: pattern.matches(entry.line))
    elif source:
        conditions.append(lambda entry, run: all(has(entry, name) for name in names))
    return conditions


def _is_match(entry: Entry, names: tuple[str, ...], separator: str, matches: Callable[[str], bool]) -> bool:
    """The pattern is tried on the extracted values that there are, joined; one that is no text spoils it."""
    texts: list[str] = []
    for name in names:
        if name in entry.extracted:
            text = text_of(entry.extracted[name])
            if text is None:
                return False
            texts.append(text)
    return matches(separator.join(texts))
