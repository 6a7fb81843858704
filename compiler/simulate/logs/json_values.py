"""`stage.json`: values of JSON, by JMESPath or by the names of top keys."""

from __future__ import annotations

import re
from typing import Any

from ...languages import gojson, jmespath
from ...languages.fault import EvaluationFault, NotModelled, Unsettled
from ..trace import Unknown
from .arguments import Arguments
from .entry import Entry, Run, Stage, only, source_text

_COMMUNITY = 11
"""The version of Alloy since which expressions are of the community's JMESPath; what both dialects have is the same."""


def json_values(arguments: Arguments) -> Stage:
    """What is no string, number or bool is kept as JSON. What cannot be read is dropped with `drop_malformed` only."""
    written = arguments.map("expressions") or {}
    if not written and not arguments.text("regex"):
        raise arguments.fault("`stage.json` needs `expressions` or `regex`")
    source = arguments.optional_text("source")
    for text in written.values():
        if arguments.version < _COMMUNITY and not re.fullmatch(r"[\w.\[\]\"| ]*", text):
            raise Unknown(f"what Alloy before 1.{_COMMUNITY} makes of the expression `{text}`")
    expressions = tuple(
        (name, arguments.language("expressions", lambda text=text or name: jmespath.parse(text)))  # type: ignore[misc]
        for name, text in written.items()
    )
    pattern = arguments.regexp("regex")
    drops = arguments.flag("drop_malformed")

    def read(entry: Entry, run: Run) -> bool:
        text = source_text(entry, source)
        if text is None:
            return True
        try:
            data = gojson.loads(text)
        except EvaluationFault:
            run.reason = "no JSON"
            return not drops
        if data is not None and not isinstance(data, dict):
            run.reason = "no JSON object"
            return not drops
        for name, expression in expressions:
            try:
                entry.extracted[name] = _simple(expression.search(data))
            except EvaluationFault:
                continue
            except NotModelled as reason:
                entry.extracted[name] = Unsettled(str(reason))
        if pattern:
            for key, value in (data or {}).items():
                if pattern.matches(key):
                    entry.extracted[key] = _simple(value)
        return True

    return only(read)


def _simple(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | float):
        return value
    try:
        return gojson.dumps(value)
    except NotModelled as reason:
        return Unsettled(str(reason))
