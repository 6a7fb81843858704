"""`stage.replace`: what the groups of a pattern capture, replaced by what a template makes of it."""

from __future__ import annotations

from typing import Any

from ...languages import gotemplate
from ...languages.fault import EvaluationFault, Unsettled
from ...languages.goregexp import Regexp, compile_regexp
from ...languages.gotemplate import Template
from ...languages.gotemplate.values import StringMap
from ..trace import Unknown
from .arguments import Arguments, StageFault
from .entry import Entry, Run, Stage, each, source_text, text_of


def replace(arguments: Arguments) -> Stage:
    """The groups of every match; the named groups become extracted values, as they are after it."""
    text = arguments.needed("expression")
    pattern = arguments.language("expression", lambda: compile_regexp(text))
    template = _template(arguments)
    source = arguments.text("source") or None

    def change(entry: Entry, run: Run) -> None:
        text = source_text(entry, source)
        first = pattern.search(text) if text is not None else None
        if text is None or first is None:
            return
        try:
            result, replaced = _replaced(pattern, template, text, template_data(entry))
        except EvaluationFault:
            return
        if source is None:
            entry.line = result
        else:
            entry.extracted[source] = result
        for number, name in pattern.names:
            captured = first.group(number) or ""
            if captured in replaced:
                entry.extracted[name] = replaced[captured]

    return each(change)


def template_data(entry: Entry) -> StringMap:
    """The extracted values that are texts, for a template. One that nobody knows is noticed when it is used."""
    data: dict[str, Any] = {}
    for name, value in entry.extracted.items():
        text = value if isinstance(value, Unsettled) else text_of(value)
        if text is not None:
            data[name] = text
    return StringMap(data)


def _replaced(pattern: Regexp, template: Template, text: str, data: StringMap) -> tuple[str, dict[str, str]]:
    """The new text, and what became of each captured text. A group inside another changes nothing."""
    parts: list[str] = []
    replaced: dict[str, str] = {}
    end = 0
    for found in pattern.find_all(text):
        for number in range(1, pattern.compiled.groups + 1):
            begin, behind = found.span(number)
            if begin == -1:
                continue
            captured = text[begin:behind]
            data["Value"] = captured
            made = template.execute(data)
            if end <= begin or end == 0:
                parts += (text[end:begin], made)
                end = behind
            replaced[captured] = made
    return "".join(parts) + text[end:], replaced


def _template(arguments: Arguments) -> Template:
    """Raises Unknown for a wrong template that Alloy found only when it ran."""
    try:
        return arguments.language("replace", lambda: gotemplate.parse(arguments.text("replace")))
    except StageFault:
        if arguments.version < _CHECKED:
            raise Unknown(f"what Alloy before 1.{_CHECKED} makes of a template that is none") from None
        raise


_CHECKED = 18
"""The version of Alloy since which a wrong template is refused."""
