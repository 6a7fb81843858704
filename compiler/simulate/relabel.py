"""Relabelling: lists of `rule` blocks, compiled once, over sets of labels.

Three dialects run the same eleven actions:

- `discovery`: Alloy's own code, as `discovery.relabel` has it. Any name is a label's. A rule goes first through what
  rules have set, then through the rest; within the two there is no order.
- `prometheus`: Prometheus' code with the names of old, as `prometheus.relabel` and `pyroscope.relabel` have it. What
  was there comes first, by name, then what rules have set, in the order in which they set it.
- `loki`: the same, as `loki.relabel` has it: what was there is in no order.

The order shows in one place: results of a `labelmap` that collide. Without an order, nobody knows which wins; then
every outcome is followed, and unless they all end alike the result is unknown.

Source: grafana/alloy internal/component/common/relabel and internal/component/discovery/target_builder.go,
prometheus/prometheus model/relabel and model/labels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from ..syntax.ast import Block, Body
from .evaluate import Lookup, nothing_known
from .relabel_labels import Ambiguous, Dialect, Labels
from .relabel_rules import Rule, compile_rule
from .trace import Unknown

Record: TypeAlias = Callable[[Block, Mapping[str, str], Mapping[str, str] | None], None]
"""Is told of a rule that changed or dropped labels: the rule, labels before, labels after, or None."""


class Undecided(Unknown):
    """Chance decides between `ends`, and nothing else can be: labels, or None for dropped."""

    def __init__(self, reason: str, ends: tuple[dict[str, str] | None, ...]) -> None:
        super().__init__(reason)
        self.ends = ends


_REMEMBERED = 200_000
"""So many different label sets a list keeps the outcome of."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A compiled list. `read` are the labels that decide about everything, None where any label might; `outcomes` is
    what happened to label sets that were seen."""

    dialect: Dialect
    rules: tuple[Rule, ...]
    read: tuple[str, ...] | None
    outcomes: dict[tuple[Any, ...], _Outcome | None] = field(default_factory=dict, compare=False, repr=False)


_Outcome: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Labels to take away, labels to set."""


def compile_rules(
    body: Body, dialect: Dialect, mark: str = "rule", lookup: Lookup = nothing_known, dot_all: bool = True
) -> Rules:
    """The rules in a component's body: its blocks named `mark`. `dot_all` is since Alloy 1.11.

    Raises Unknown for a rule that Alloy does not load.
    """
    marked = (statement for statement in body if isinstance(statement, Block) and statement.name == mark)
    return rules_of(tuple(compile_rule(block, dialect, lookup, dot_all) for block in marked), dialect)


def rules_of(rules: tuple[Rule, ...], dialect: Dialect) -> Rules:
    """A list of rules that are compiled already."""
    read: dict[str, None] = {}
    for rule in rules:
        if rule.touched is None:
            return Rules(dialect, rules, None)
        read.update(dict.fromkeys(rule.touched))
    return Rules(dialect, rules, tuple(read))


@lru_cache(maxsize=4096)
def read_rules(text: str, dialect: Dialect) -> Rules:
    """Rules from Alloy text, the body of a component."""
    from ..syntax.parser import parse_body

    return compile_rules(parse_body(text), dialect)


def relabel(rules: Rules, labels: Mapping[str, str], record: Record | None = None) -> dict[str, str] | None:
    """Labels after the rules, or None where they are dropped. A label without a value is as good as none.

    Raises Undecided where the result depends on the order of a map in Alloy. With `record`, nothing is taken from what
    is remembered: each rule that changes something is told.
    """
    if record is not None:
        return _recorded(rules, labels, record)
    key = tuple(labels.items()) if rules.read is None else tuple(map(labels.get, rules.read))
    try:
        outcome = rules.outcomes[key]
    except KeyError:
        outcome = _remember(rules, key, labels)
    if outcome is None:
        return None
    removed, changed = outcome
    result = {name: value for name, value in labels.items() if value}
    for name in removed:
        result.pop(name, None)
    result.update(changed)
    return result


def _remember(rules: Rules, key: tuple[Any, ...], labels: Mapping[str, str]) -> _Outcome | None:
    if len(rules.outcomes) >= _REMEMBERED:
        rules.outcomes.clear()
    after = _run(rules, labels)
    outcome = None if after is None else _difference(rules, labels, after)
    rules.outcomes[key] = outcome
    return outcome


def _difference(rules: Rules, before: Mapping[str, str], after: Mapping[str, str]) -> _Outcome:
    """What to do to labels that have the same values where the rules look."""
    names = before if rules.read is None else rules.read
    removed = tuple(name for name in names if name not in after)
    return removed, tuple((name, value) for name, value in after.items() if before.get(name) != value)


def _start(rules: Rules, labels: Mapping[str, str]) -> Labels:
    items = sorted(labels.items()) if rules.dialect == "prometheus" else labels.items()
    return Labels({name: value for name, value in items if value}, {})


def _run(rules: Rules, labels: Mapping[str, str]) -> dict[str, str] | None:
    return _run_from(0, rules, _start(rules, labels))


def _run_from(place: int, rules: Rules, state: Labels) -> dict[str, str] | None:
    """The rules from one on."""
    for position in range(place, len(rules.rules)):
        try:
            if not rules.rules[position].run(state):
                return None
        except Ambiguous as ambiguous:
            return _agreed(position + 1, rules, ambiguous)
    return state.all()


def _agreed(place: int, rules: Rules, ambiguous: Ambiguous) -> dict[str, str] | None:
    ends: list[dict[str, str] | None] = []
    for outcome in ambiguous.outcomes:
        try:
            found = [_run_from(place, rules, outcome)]
        except Undecided as undecided:
            found = list(undecided.ends)
        ends += [end for end in found if end not in ends]
    if len(ends) > 1:
        raise Undecided(str(ambiguous), tuple(ends))
    return ends[0]


def _recorded(rules: Rules, labels: Mapping[str, str], record: Record) -> dict[str, str] | None:
    state = _start(rules, labels)
    before = state.all()
    for place, rule in enumerate(rules.rules):
        try:
            kept = rule.run(state)
        except Ambiguous as ambiguous:
            after = _agreed(place + 1, rules, ambiguous)
            record(rule.block, before, after)
            return after
        if not kept:
            record(rule.block, before, None)
            return None
        after = state.all()
        if after != before:
            record(rule.block, before, after)
            before = after
    return before
