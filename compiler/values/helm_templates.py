"""Helm template expressions in raw Alloy: the chart evaluates some of it, alloyc has no template engine.

What stands for itself is taken: `{{ "{{" }}`, with which users keep braces from Helm. What asks for the chart's data is
refused. Other braces are the user's own, such as those of `stage.template`.
"""

from __future__ import annotations

import re

from ..report.diagnostics import Diagnostic, Refused, Span

_LITERAL = re.compile(r'\{\{-?\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)\s*-?\}\}')
_OF_THE_CHART = re.compile(
    r"\{\{(?:(?!\{\{)[^}])*?(?:\$?\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|tpl)\s)"
)


def without_templates(text: str) -> str:
    """The text with literal expressions as what they stand for. Raises Refused, with places in the text, where others
    would need the chart."""
    if "{{" not in text:
        return text
    faults = [_fault(text, found) for found in _OF_THE_CHART.finditer(text)]
    if faults:
        raise Refused(faults)
    return _LITERAL.sub(lambda found: _unquoted(found), text)


def _unquoted(found: re.Match[str]) -> str:
    quoted, raw = found.groups()
    return raw if quoted is None else re.sub(r"\\(.)", r"\1", quoted)


def _fault(text: str, found: re.Match[str]) -> Diagnostic:
    start = found.start()
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Diagnostic(
        "helm-template",
        "a Helm template expression is not evaluated",
        help="write the value that it stands for, or an Alloy expression such as `sys.env(...)`",
        span=Span("", line, column),
    )
