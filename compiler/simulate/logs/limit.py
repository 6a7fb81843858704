"""`stage.limit` and `stage.sampling`: what drops lines by time and by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...languages.fault import NotModelled
from .arguments import Arguments
from .entry import Entry, Run, Stage, only


def limit(arguments: Arguments) -> Stage:
    """All lines come at the time that is given, so no more than `burst` pass where the others are dropped."""
    rate, burst = arguments.number("rate"), arguments.number("burst")
    if rate <= 0 or burst <= 0:
        raise arguments.fault("`rate` and `burst` must be more than 0", "rate" if rate <= 0 else "burst")
    drops, label = arguments.flag("drop"), arguments.text("by_label_name")
    if label and not drops:
        raise arguments.fault("a limit by label must drop", "by_label_name", "set `drop = true`")

    def stage(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        seen: Counter[str] = Counter()
        for entry in entries:
            value = entry.labels.get(label) if label else ""
            if value is not None:
                seen[value] += 1
                if drops and seen[value] > burst:
                    if run.unordered:
                        raise NotModelled(run.unordered)
                    run.time("`stage.limit` drops lines by when they come")
                    run.reason = "ratelimit_drop_stage"
                    continue
            yield entry

    return stage


def sampling(arguments: Arguments) -> Stage:
    """All lines at rate 1, none at rate 0; between them chance decides."""
    rate = arguments.number("rate")
    if not 0 <= rate <= 1:
        raise arguments.fault("`rate` is a number from 0 to 1", "rate")

    def keeps(entry: Entry, run: Run) -> bool:
        if 0 < rate < 1:
            raise NotModelled("`stage.sampling` keeps a line by chance")
        run.reason = arguments.text("drop_counter_reason") or "sampling_stage"
        return rate == 1

    return only(keeps)
