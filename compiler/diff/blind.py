"""Alerts, recording rules and panels that lose what they look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..languages.fault import LanguageFault
from ..languages.promql import selection
from ..report.diagnostics import Diagnostic, Refused, Span
from .changes import Change, Difference
from .journeys import Journey
from .metrics import names


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


def blind(
    found: Difference, expressions: Iterator[Expression], has: tuple[Journey, ...]
) -> tuple[tuple[dict[str, str], ...], tuple[str, ...]]:
    """The expressions that lose a metric or label; and which could not be read."""
    lost = [change for change in found.changes if change.aspect == "metrics" and change.how == "removed"]
    labels = {change.name for change in found.changes if change.aspect == "labels" and change.how == "removed"}
    labels |= {change.was for change in found.changes if change.was}
    listed = [known for known in map(names, has) if known.kept]
    told: dict[tuple[str, ...], dict[str, str]] = {}
    unread = []
    for one in expressions:
        try:
            selected = selection(one.text)
        except LanguageFault:
            unread.append(f"the expression of {one.kind} `{one.name}` in {one.file} cannot be read")
            continue
        for metric in dict.fromkeys(selector.metric for selector in selected.selectors):
            change = next((c for c in lost if metric and _is_of(metric, c)), None)
            kept = any(all(metric in k for k in n.kept) and not any(metric in d for d in n.dropped) for n in listed)
            if change is not None and not kept:
                reason = f"`{metric}` of {', '.join(change.sources)} no longer arrives at {change.destination}"
                told[(*one, metric)] = _blind(one, reason)
        looked_at = {name for selector in selected.selectors for name, _, _ in selector.matchers} | set(selected.labels)
        for label in sorted(looked_at & labels):
            told[(*one, label)] = _blind(one, f"the label `{label}` is lost")
    return tuple(told.values()), tuple(dict.fromkeys(unread))


def _is_of(metric: str, change: Change) -> bool:
    from ..algebra import language

    return metric == change.name or metric in language(change.name)


def _blind(one: Expression, reason: str) -> dict[str, str]:
    return {"kind": one.kind, "name": one.name, "file": one.file, "reason": reason}


def _unreadable(file: str) -> Refused:
    message = f"`{file}` cannot be read"
    help = "give rules as YAML, dashboards as JSON"
    return Refused([Diagnostic("unreadable-file", message, help=help, span=Span(file, 1, 1))])
