"""Diagnostics as text for a terminal, JSON, SARIF, or annotations of GitHub Actions.

A source line that is shown never reveals a secret value: see `redact.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from .diagnostics import Diagnostic, dotted, warning
from .redact import MAX_LENGTH, redacted, without_hidden

Format: TypeAlias = Literal["text", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "sarif", "github")
_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "mark": "\x1b[1;34m", "strong": "\x1b[1m"}
_RESET = "\x1b[0m"
_TAB = "    "
SHOWN = 100
"""Diagnostics of one run; more help nobody."""


def render(diagnostics: Iterable[Diagnostic], format: Format, sources: Mapping[str, str], color: bool = False) -> str:
    """The diagnostics in a format, sorted by place, each once. `sources` are the texts that lines are shown from."""
    lines = {file: text.split("\n") for file, text in sources.items()}
    found = [_discreet(diagnostic, lines) for diagnostic in limited(ordered(diagnostics))]
    match format:
        case "text":
            return "\n".join(_text(diagnostic, lines, color) for diagnostic in found)
        case "json":
            return _json([_record(diagnostic) for diagnostic in found])
        case "sarif":
            return _json(_sarif(found))
        case "github":
            return "".join(_github(diagnostic) for diagnostic in found)


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by file, line, column and code, those without a place first; what is equal once."""
    return sorted(dict.fromkeys(diagnostics), key=_order)


def limited(found: list[Diagnostic]) -> list[Diagnostic]:
    """The first of many diagnostics, errors before warnings, and one more that counts the others."""
    if len(found) <= SHOWN:
        return found
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    warnings = [diagnostic for diagnostic in found if diagnostic.severity == "warning"]
    shown = [*errors[:SHOWN], *warnings[: max(0, SHOWN - len(errors))]]
    counts = (max(0, len(errors) - SHOWN), len(found) - max(SHOWN, len(errors)))
    hidden = " and ".join(
        f"{count} {what}" for count, what in zip(counts, ("more errors", "more warnings"), strict=True) if count > 0
    )
    rest = Diagnostic("more-diagnostics", f"{hidden} are not shown", help="mend these first, then look again")
    return [*ordered(shown), rest if counts[0] else warning(rest)]


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str, str, str]:
    span = diagnostic.span
    place = (span.file, span.line, span.column) if span else ("", 0, 0)
    return (*place, diagnostic.code, dotted(diagnostic.path), diagnostic.message)


def _discreet(diagnostic: Diagnostic, sources: Mapping[str, list[str]]) -> Diagnostic:
    """The diagnostic without words of what its line hides: a token that fits nowhere may be a password."""
    span = diagnostic.span
    lines = sources.get(span.file, []) if span else []
    if span is None or not 0 < span.line <= len(lines):
        return diagnostic
    line = lines[span.line - 1]
    hidden = line[redacted(lines, span.line - 1, diagnostic.path)[1] :]
    message, help = (without_hidden(text, hidden) for text in (diagnostic.message, diagnostic.help))
    return replace(diagnostic, message=message, help=help)


def _text(diagnostic: Diagnostic, sources: Mapping[str, list[str]], color: bool) -> str:
    severity = diagnostic.severity
    title = _paint(f"{severity}[{diagnostic.code}]", severity, color) + _paint(
        f": {visible(diagnostic.message)}", "strong", color
    )
    lines = [title]
    gutter = ""
    if diagnostic.span is not None:
        snippet = _snippet(diagnostic, sources)
        gutter = " " * len(str(diagnostic.span.line)) if snippet else ""
        lines.append(f"{gutter}{_paint(' -->', 'mark', color)} {visible(str(diagnostic.span))}")
        bar = _paint(" |", "mark", color)
        if snippet:
            shown, before, length = snippet
            number = _paint(str(diagnostic.span.line), "mark", color)
            caret = _paint("^" * length, severity, color)
            lines += [gutter + bar, f"{number}{bar} {shown}".rstrip(), f"{gutter}{bar} {' ' * before}{caret}"]
    if diagnostic.help:
        lines.append(f"{gutter}{_paint(' =', 'mark', color)} help: {visible(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def _paint(text: str, style: str, color: bool) -> str:
    return f"{_COLORS[style]}{text}{_RESET}" if color else text


def _snippet(diagnostic: Diagnostic, sources: Mapping[str, list[str]]) -> tuple[str, int, int] | None:
    """The line to show, how wide it is before the caret, and how wide the caret is; None where there is no line."""
    span = diagnostic.span
    lines = sources.get(span.file, []) if span else []
    if span is None or not 0 < span.line <= len(lines) or len(lines[span.line - 1]) > MAX_LENGTH:
        return None
    line, hidden_from = redacted(lines, span.line - 1, diagnostic.path)
    start = min(span.column - 1, hidden_from, len(line))
    end = len(line) if start == hidden_from < len(line) else min(span.column - 1 + span.length, hidden_from, len(line))
    return visible(line), width(visible(line[:start])), max(1, width(visible(line[start:end])))


def visible(text: str) -> str:
    """The text with tabs as blanks and with characters that would act on a terminal as escapes."""
    return "".join(
        _TAB if character == "\t" else character if _is_safe(character) else _escape(character) for character in text
    )


def _is_safe(character: str) -> bool:
    return character == " " or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")


def _escape(character: str) -> str:
    return "" if character == "\r" else f"\\u{{{ord(character):x}}}"


def width(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _record(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "path": dotted(diagnostic.path),
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "length": span.length if span else None,
        "help": diagnostic.help,
    }


def _json(value: Any) -> str:
    import json

    return json.dumps(value, indent=2) + "\n"


def _sarif(found: list[Diagnostic]) -> dict[str, Any]:
    from importlib.metadata import version

    rules = [_rule(code) for code in sorted({diagnostic.code for diagnostic in found})]
    driver = {"name": "alloyc", "version": version("alloyc"), "rules": rules}
    results = [_sarif_result(diagnostic) for diagnostic in found]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _rule(code: str) -> dict[str, Any]:
    """What a code is, for those who look at the results elsewhere."""
    from .pages import explain, title

    page = explain(code)
    if page is None:
        return {"id": code}
    first = page.split("\n\n")[1]
    return {
        "id": code,
        "shortDescription": {"text": title(code)},
        "fullDescription": {"text": " ".join(first.split())},
        "help": {"text": f"alloyc explain {code}", "markdown": page},
    }


def _sarif_result(diagnostic: Diagnostic) -> dict[str, Any]:
    from urllib.parse import quote

    span = diagnostic.span
    text = f"{diagnostic.message}\nhelp: {diagnostic.help}" if diagnostic.help else diagnostic.message
    result: dict[str, Any] = {"ruleId": diagnostic.code, "level": diagnostic.severity, "message": {"text": text}}
    if span is not None:
        region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
        location = {"artifactLocation": {"uri": quote(span.file, errors="replace")}, "region": region}
        result["locations"] = [{"physicalLocation": location}]
    return result


def _github(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    text = f"{diagnostic.message}\nhelp: {diagnostic.help}" if diagnostic.help else diagnostic.message
    properties: dict[str, str] = {"title": diagnostic.code}
    if span is not None:
        end = str(span.column + span.length)
        properties = {
            "file": span.file, "line": str(span.line), "col": str(span.column), "endColumn": end, **properties,
        }  # fmt: skip
    listed = ",".join(f"{name}={_github_property(value)}" for name, value in properties.items())
    return f"::{diagnostic.severity} {listed}::{_github_data(text)}\n"


def _github_data(text: str) -> str:
    """As actions/toolkit escapes the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")
