"""`stage.docker`: lines as Docker writes them, JSON with `log`, `stream` and `time`."""

from __future__ import annotations

from ...languages.fault import EvaluationFault, NotModelled
from ...languages.gojson import members
from ...languages.gotime_layout import NAMED_LAYOUTS, layout
from .arguments import Arguments
from .entry import Entry, Run, Stage, each

_PASSES = 15
"""The version of Alloy since which a line without `log` passes."""


def docker(arguments: Arguments) -> Stage:
    """A line without `log`, or whose members are no strings, stays what it is."""

    def read(entry: Entry, run: Run) -> None:
        fields = {"log": "", "stream": "", "time": ""}
        try:
            for key, value in members(entry.line):
                name = key.lower().replace("\u017f", "s")
                if name not in fields or value is None:
                    continue
                if not isinstance(value, str):
                    return
                fields[name] = value
        except EvaluationFault:
            return
        if not fields["log"]:
            if arguments.version < _PASSES:
                raise NotModelled(f"what `stage.docker` makes of a line without `log` before Alloy 1.{_PASSES}")
            return
        entry.extracted.update(output=fields["log"], stream=fields["stream"], timestamp=fields["time"])
        entry.line = fields["log"]
        entry.labels["stream"] = fields["stream"]
        try:
            entry.timestamp = layout(NAMED_LAYOUTS["RFC3339Nano"]).parse(fields["time"]).nanoseconds
        except EvaluationFault:
            return

    return each(read)
