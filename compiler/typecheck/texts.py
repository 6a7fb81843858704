"""Attributes whose text has a syntax of its own: which language it is, and where in the text a fault stands.

The languages themselves are in `languages/`; statements of OTTL, which need to know their context, in `ottl_rules.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ..report.codes import Code
from ..syntax.ast import Array, Expr, Literal, Object
from .known_values import known_value
from .site import Site

_ATOM = r"(?:[\w\-:;,/@=. %&<>\"'!#~]|\\[.sSwWdD/:-]|\[\^?(?:a-z|A-Z|0-9|[\w:;,/@=. %&<>\"'!#~])+\])[*+?]?"
_GROUP = rf"\((?:\?:)?(?:{_ATOM}|[|^$])*\)"
"""Of a regular expression, what is surely valid by itself: characters, classes, and groups of these."""

_MATCHER = r'[a-zA-Z_][a-zA-Z0-9_]*\s*(?:=~|!~|!=|=)\s*"[^"\\\n]*"'
_NAME = r'(?:[a-zA-Z_][a-zA-Z0-9_]*|"[^"\\]+")'
SIMPLE = {
    "selector": rf'\{{\s*{_MATCHER}(?:\s*,\s*{_MATCHER})*\s*\}}(?:\s*(?:\|=|\|~|!=|!~)\s*"[^"\\\n]*")*\s*',
    "jmespath": rf"{_NAME}(?:\.{_NAME}|\[-?[0-9]{{1,9}}\])*",
    "template": (
        r"(?s)(?:(?!\{\{).)*(?:\{\{ \.[a-zA-Z_]\w*(?: \| (?:ToUpper|ToLower|TrimSpace))? \}\}(?:(?!\{\{).)*)*"
    ),
}
"""Texts that are surely valid, patterns aside, so that no grammar need be built for them: most are so simple."""

CODES: dict[str, tuple[Code, str]] = {
    "regex": ("invalid-regex", "Alloy reads regular expressions as RE2 does: no look-around, no back-references"),
    "selector": ("invalid-selector", 'a selector is `{name="value", ...}`, then line filters such as `|= "text"`'),
    "template": ("invalid-template", "a Go template has `{{` and `}}` in pairs"),
    "jmespath": ("invalid-jmespath", "fields are joined by dots, others in double quotes"),
    "time zone": ("unknown-time-zone", 'such as "Europe/Berlin"'),
    "log pattern": ("invalid-value", "write `<name>` for what it should take"),
    "url": ("invalid-url", 'write it as "https://HOST:PORT/PATH"'),
}
"""What a fault in a language is called, and the help where the language has none."""


class TextFault(NamedTuple):
    """What is wrong with a text; where, in characters from 0, or None for all of it."""

    message: str
    offset: int | None = None
    help: str = ""


def check_text(value: Expr, syntax: str, site: Site, what: str) -> None:
    """Checks a text that is written out, or each text of a list or map."""
    if syntax not in CODES:
        return
    if not isinstance(value, Literal | Array | Object):
        value = known_value(value, site) or value
    if isinstance(value, Array):
        for item in value.items:
            check_text(item, syntax, site, what)
    elif isinstance(value, Object):
        for field in value.fields:
            check_text(field.value, syntax, site, f"{what}.{field.key}")
    elif isinstance(value, Literal) and value.value is not None and not isinstance(value.value, bool):
        fault = text_fault(str(value.value), syntax)
        if fault is not None:
            code, help = CODES[syntax]
            site.report(code, f"`{what}`: {fault.message}", value, fault.help or help, offset=fault.offset)


@cache
def text_fault(text: str, syntax: str) -> TextFault | None:
    """What is wrong with a text of a language, or None."""
    if syntax == "regex":
        fault = regex_fault(text)
        return TextFault(fault) if fault is not None else None
    if syntax == "url":
        from .urls import url_fault

        fault = url_fault(text)
        return TextFault(f"this is no URL: {fault}") if fault is not None else None
    if not text and syntax in ("jmespath", "template", "time zone"):
        return None
    if simple(text, syntax):
        return None
    return language_fault(text, syntax)


def simple(text: str, syntax: str) -> bool:
    """Whether a text is surely valid."""
    if syntax not in SIMPLE or not re.fullmatch(SIMPLE[syntax], text):
        return False
    return syntax != "selector" or all(map(plain, re.findall(r'~\s*"([^"]*)"', text)))


def language_fault(text: str, syntax: str) -> TextFault | None:
    from ..languages.fault import LanguageFault, NotModelled

    try:
        parse_text(text, syntax)
    except LanguageFault as fault:
        return TextFault(fault.message.strip(), fault.offset, fault.help)
    except NotModelled:
        return None
    return None


def parse_text(text: str, syntax: str) -> None:
    """Reads a text. Raises LanguageFault."""
    match syntax:
        case "selector":
            from ..languages import logql

            logql.parse(text)
        case "template" if "{{" in text:
            from ..languages import gotemplate

            gotemplate.parse(text)
        case "jmespath":
            from ..languages import jmespath

            jmespath.parse(text)
        case "time zone":
            from ..languages import gotime

            gotime.load_zone(text)
        case "log pattern":
            from ..languages import logpattern

            logpattern.parse(text)


def regex_fault(pattern: str) -> str | None:
    """What RE2 has against a pattern. Alloy anchors relabelling patterns, which changes nothing about validity."""
    if plain(pattern):
        return None
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(f"^(?:{pattern})$", options)
    except re2.error as error:
        reason = error.args[0]
        return f"the regular expression is invalid: {reason.decode() if isinstance(reason, bytes) else reason}"
    return None


def plain(pattern: str) -> bool:
    """Whether a pattern is surely valid, so that RE2 need not be loaded for it: its groups are, from the inside out."""
    while (outer := re.sub(_GROUP, "a", pattern)) != pattern:
        pattern = outer
    return pattern.isascii() and re.fullmatch(rf"(?:{_ATOM}|[|^$])*", pattern) is not None
