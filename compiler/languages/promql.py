"""What expressions of PromQL and LogQL select: metrics, and the labels that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .gostrings import unquote
from .grammars import read


@dataclass(frozen=True)
class Selected:
    """A selector: the metric, "" where it has no name, and (label, operator, value) of each matcher."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Selection:
    """All selectors of an expression, and the labels that it groups or joins by."""

    selectors: tuple[Selected, ...]
    labels: tuple[str, ...]


def selection(expression: str) -> Selection:
    """What an expression selects; variables of dashboards stand for anything. Raises LanguageFault."""
    tree = read("promql", expression, "write an expression of PromQL or LogQL")
    selectors = tuple(_selected(node) for node in tree.find_data("selector"))
    labels = [str(token) for node in tree.find_data("grouping") for token in node.children[1:]]
    return Selection(selectors, tuple(dict.fromkeys(labels)))


def _selected(node: Any) -> Selected:
    metric, matchers = "", []
    for child in node.children:
        if getattr(child, "type", "") == "NAME":
            metric = str(child)
            continue
        for matcher in child.children:
            if len(matcher.children) == 1:
                metric = unquote(str(matcher.children[0])) or ""
                continue
            name, operator, text = (str(token) for token in matcher.children)
            value = _text(text)
            if name == "__name__" and operator == "=":
                metric = value
            else:
                matchers.append((name, operator, value))
    return Selected(metric, tuple(matchers))


def _text(spelling: str) -> str:
    if spelling[0] == "'":
        return spelling[1:-1]
    return unquote(spelling) or ""
