"""Whatever a text holds, a language takes it or says where it is wrong."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.languages import gojson, goregexp, gotemplate, jmespath, logfmt, logpattern, logql
from alloyc.languages.fault import EvaluationFault, LanguageFault, NotModelled
from alloyc.languages.gotime import parse_duration
from alloyc.languages.gotime_layout import NAMED_LAYOUTS, layout

LANGUAGES: dict[str, Callable[[str], Any]] = {
    "template": gotemplate.parse,
    "action": lambda text: gotemplate.parse("{{" + text + "}}").execute({"a": "x"}),
    "jmespath": lambda text: jmespath.parse(text).search({"a": [{"b": 1.0}]}),
    "logql": lambda text: logql.parse(text).accepts({"a": "b"}, text),
    "selector": lambda text: logql.parse('{a="' + text + '"}'),
    "pattern": lambda text: logpattern.parse("<a>" + text).match(text),
    "regexp": lambda text: list(goregexp.compile_regexp(text).find_all(text)),
    "logfmt": lambda text: list(logfmt.pairs(text)),
    "json": gojson.loads,
    "duration": parse_duration,
    "time": layout(NAMED_LAYOUTS["RFC1123"]).parse,
    "layout": lambda text: layout(text).parse(text),
}
PIECES = ["if ", "end", "len ", "[*]", "é", "\udcff", "{{", "}}", "a.b"]
DEEP = ["(" * 20000, "a" + ".a" * 20000 + "[0]", "[" * 3000 + "a" + "]" * 3000, "!" * 5000 + "a"]
WORDS = st.lists(st.sampled_from(list("ab.$@()[]{}|&!<>=~*?:,;'\"`\\- \n019")) | st.sampled_from(PIECES)).map("".join)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
@given(text=WORDS | st.text())
@settings(max_examples=200, deadline=None)
def test_any_text(language: Callable[[str], Any], text: str) -> None:
    with contextlib.suppress(LanguageFault, EvaluationFault, NotModelled):
        language(text)


@pytest.mark.parametrize("text", DEEP, ids=["groups", "path", "lists", "nots"])
def test_a_text_that_is_nested_too_deep(text: str) -> None:
    for language in (LANGUAGES["action"], LANGUAGES["jmespath"]):
        with contextlib.suppress(LanguageFault, EvaluationFault, NotModelled):
            language(text)
