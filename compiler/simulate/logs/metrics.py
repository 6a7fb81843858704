"""`stage.metrics`: counts, and leaves entries as they are."""

from __future__ import annotations

from ...languages.gotime import SECOND
from ...syntax.ast import Block
from .arguments import Arguments
from .entry import Stage, each

ACTIONS = {
    "metric.counter": ("inc", "add"),
    "metric.gauge": ("set", "inc", "dec", "add", "sub"),
}


def metrics(arguments: Arguments) -> Stage:
    """What it counts is not modelled; metrics that Alloy refuses are faults."""
    for item in arguments.block.body:
        if isinstance(item, Block):
            _check(Arguments(item))
    return each(lambda entry, run: None)


def _check(metric: Arguments) -> None:
    if metric.duration("max_idle_duration", 300 * SECOND) < SECOND:
        raise metric.fault("`max_idle_duration` must be 1s or more", "max_idle_duration")
    actions = ACTIONS.get(metric.block.name)
    if actions is None:
        return
    action = metric.text("action")
    if action not in actions:
        raise metric.fault(f"`action` is one of {', '.join(actions)}", "action")
    if metric.block.name == "metric.counter":
        matches_all = metric.flag("match_all")
        if matches_all and metric.text("value"):
            raise metric.fault("a counter takes `match_all` or `value`, not both", "value")
        if metric.flag("count_entry_bytes") and not (matches_all and action == "add"):
            help_line = 'set `match_all = true` and `action = "add"`'
            raise metric.fault("`count_entry_bytes` counts all, and adds", "count_entry_bytes", help_line)
