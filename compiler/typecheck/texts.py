"""Attributes whose text has a syntax of its own: regular expressions, OTTL, LogQL selectors, templates."""

from __future__ import annotations

import re
from functools import cache

from ..syntax.ast import Array, Expr, Literal
from .site import Site
from .statements import statement_fault

# What means itself in a regular expression, or is valid by itself.
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:;,/@=|.^$ %&<>\"'!#~")

# LogQL as Alloy's `internal/loki/logql` reads it: strings in double quotes, at least one matcher, no comma at the end.
_STRING = r'"(?:\\.|[^"\\\n])*"'
_MATCHER = rf"[^\W\d]\w*\s*(?:=~|!~|!=|=)\s*{_STRING}"
_FILTER = rf"(?:\|=|\|~|!=|!~)\s*{_STRING}"
SELECTOR = rf"\s*\{{\s*{_MATCHER}(?:\s*,\s*{_MATCHER})*\s*\}}\s*(?:{_FILTER}\s*)*"
REGEX_MATCHER = rf"(?:=~|!~|\|~)\s*({_STRING})"


def check_text(value: Expr, syntax: str, site: Site, what: str) -> None:
    """Checks a text that is written out, or each text of a list."""
    if isinstance(value, Array):
        for item in value.items:
            check_text(item, syntax, site, what)
    elif isinstance(value, Literal) and isinstance(value.value, str):
        fault = text_fault(value.value, syntax)
        if fault is not None:
            code, help = CODES[syntax]
            site.report(code, f"`{what}`: {fault}", value, help)


CODES = {
    "regex": ("invalid-regex", "Alloy reads regular expressions as RE2 does: no look-around, no back-references"),
    "selector": ("invalid-selector", 'a selector is `{name="value", ...}`, then line filters such as `|= "text"`'),
    "template": ("invalid-template", "a Go template has `{{` and `}}` in pairs"),
    "statement": ("invalid-statement", "a statement is `editor(arguments) where condition`"),
    "condition": ("invalid-statement", 'a condition compares values, such as `attributes["key"] == "value"`'),
}


@cache
def text_fault(text: str, syntax: str) -> str | None:
    """What is wrong with a text, or None."""
    match syntax:
        case "regex":
            return regex_fault(text)
        case "selector":
            return selector_fault(text)
        case "template":
            return template_fault(text)
    return statement_fault(text, editor=syntax == "statement")


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
    """Whether a pattern is surely valid, so that RE2 need not be loaded for it."""
    simple = pattern.replace(".*", ".").replace(".+", ".").replace("(.)", ".")
    return PLAIN.issuperset(simple)


def selector_fault(text: str) -> str | None:
    if not re.fullmatch(SELECTOR, text):
        return "the selector is not well formed"
    for quoted in re.findall(REGEX_MATCHER, text):
        fault = regex_fault(re.sub(r"\\(.)", unescaped, quoted[1:-1]))
        if fault is not None:
            return fault
    return None


def unescaped(match: re.Match[str]) -> str:
    """A character behind a backslash; a newline or tab stands for itself in a pattern."""
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match.group(1), match.group(1))


def template_fault(text: str) -> str | None:
    depth = 0
    for mark in re.findall(r"\{\{|\}\}", text):
        depth += 1 if mark == "{{" else -1
        if depth not in (0, 1):
            break
    return "`{{` and `}}` do not pair up" if depth else None
