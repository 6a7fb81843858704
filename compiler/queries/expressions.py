"""Expressions of rules and of dashboards, from files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..report.diagnostics import Diagnostic, Refused, Span


class Expression(NamedTuple):
    """An expression of a rule or panel."""

    kind: str
    name: str
    file: str
    text: str


def rule_expressions(file: str) -> Iterator[Expression]:
    """Those of a file of rules, or of PrometheusRule objects. Raises Refused."""
    import yaml

    try:
        with open(file, encoding="utf-8") as opened:
            documents = list(yaml.safe_load_all(opened))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise _unreadable(file) from None
    for document in documents:
        content = document if isinstance(document, dict) else {}
        for group in content.get("groups") or (content.get("spec") or {}).get("groups") or ():
            for rule in group.get("rules") or ():
                kind = "alert" if "alert" in rule else "recording rule"
                yield Expression(kind, str(rule.get("alert") or rule.get("record")), file, str(rule.get("expr", "")))


def panel_expressions(file: str) -> Iterator[Expression]:
    """Those of a dashboard of Grafana. Raises Refused."""
    try:
        with open(file, encoding="utf-8") as opened:
            dashboard = json.load(opened)
    except (OSError, ValueError):
        raise _unreadable(file) from None
    yield from _panels(dashboard.get("dashboard", dashboard), file)


def _panels(holder: dict[str, Any], file: str) -> Iterator[Expression]:
    for panel in holder.get("panels") or ():
        for target in panel.get("targets") or ():
            if isinstance(target.get("expr"), str):
                yield Expression("panel", str(panel.get("title", "")), file, target["expr"])
        yield from _panels(panel, file)
    for row in holder.get("rows") or ():
        yield from _panels(row, file)


def _unreadable(file: str) -> Refused:
    message = f"`{file}` cannot be read"
    help = "give rules as YAML, dashboards as JSON"
    return Refused([Diagnostic("unreadable-file", message, help=help, span=Span(file, 1, 1))])
