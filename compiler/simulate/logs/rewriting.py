"""Stages that rewrite the line or an extracted value as a whole."""

from __future__ import annotations

from ...languages import gotemplate
from ...languages.fault import EvaluationFault
from ...languages.goregexp import compile_regexp
from ...languages.gostrings import is_valid
from .arguments import Arguments
from .entry import Entry, Run, Stage, each, text_of
from .replace import template_data

ANSI = (
    "[\x1b\x9b][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\x07)"
    "|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))"
)
"""The control sequences of terminals, as `stage.decolorize` knows them."""


def output(arguments: Arguments) -> Stage:
    """`stage.output`: the line becomes an extracted value."""
    source = arguments.needed("source")

    def change(entry: Entry, run: Run) -> None:
        if source in entry.extracted:
            text = text_of(entry.extracted[source])
            entry.line = entry.line if text is None else text

    return each(change)


def template(arguments: Arguments) -> Stage:
    """`stage.template`: an extracted value becomes what a template makes; an empty result removes it."""
    source = arguments.needed("source")
    parsed = arguments.language("template", lambda: gotemplate.parse(arguments.text("template")))

    def change(entry: Entry, run: Run) -> None:
        data = dict(template_data(entry))
        if source in data:
            data["Value"] = data[source]
        data["Entry"] = entry.line
        try:
            made = parsed.execute(data)
        except EvaluationFault:
            return
        if made:
            entry.extracted[source] = made
        else:
            entry.extracted.pop(source, None)

    return each(change)


def decolorize(arguments: Arguments) -> Stage:
    """`stage.decolorize`: the line without colours."""
    pattern = compile_regexp(ANSI)

    def change(entry: Entry, run: Run) -> None:
        if "\x1b" in entry.line or "\x9b" in entry.line or not is_valid(entry.line):
            entry.line = pattern.replace(entry.line, lambda found: "")

    return each(change)
