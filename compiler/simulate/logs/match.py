"""`stage.match`: stages for some entries only, or the end for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...languages import logql
from .arguments import Arguments
from .entry import Entry, Run, Stage, only


def match(arguments: Arguments) -> Stage:
    """`action = "keep"` runs the stages inside for entries that the selector takes; "drop" drops those entries."""
    from .pipeline import compile_stages

    selector_text = arguments.needed("selector")
    action = arguments.text("action") or "keep"
    if action not in ("keep", "drop"):
        raise arguments.fault("`action` is `keep` or `drop`", "action")
    selector = arguments.language("selector", lambda: logql.parse(selector_text))
    stages = compile_stages(arguments.block.body, arguments.version)
    if action == "drop":
        if stages.steps:
            raise arguments.fault("a `stage.match` that drops takes no stages", "action")
        reason = arguments.text("drop_counter_reason") or "match_stage"
        return only(lambda entry, run: not (selector.accepts(entry.labels, entry.line) and run.dropped(reason)))
    if not stages.steps:
        raise arguments.fault("a `stage.match` that keeps needs a stage", "selector")

    def keep(entries: Iterator[Entry], run: Run) -> Iterator[Entry]:
        passed: deque[Entry] = deque()

        def taken() -> Iterator[Entry]:
            for entry in entries:
                if selector.accepts(entry.labels, entry.line):
                    yield entry
                else:
                    passed.append(entry)

        for entry in stages.flow(taken(), run):
            while passed:
                yield passed.popleft()
            yield entry
        yield from passed

    return keep
