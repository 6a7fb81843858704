"""OTTL, the language of the OpenTelemetry Collector's transformations, filters and policies."""

from __future__ import annotations

from functools import lru_cache

from .ast import Statement
from .faults import OttlFault

__all__ = ["OttlFault", "Statement", "parse_condition", "parse_statement"]

CONTEXTS = ("resource", "scope", "span", "spanevent", "metric", "datapoint", "exemplar", "log", "profile")


@lru_cache(maxsize=4096)
def parse_statement(
    text: str, context: str, kind: str = "transform", version: str = "", named: bool = False
) -> Statement:
    """A statement as a component of a kind takes it: "transform" statements; "filter", "tail_sampling" and "router"
    conditions (a router's may also be `route() where ...`).

    `context` is one of CONTEXTS. `version` is Alloy's, "" for the newest. `named`: the context was inferred, so each
    path must say its own. Raises OttlFault.
    """
    from .check import Checker
    from .parse import read_condition, read_statement

    statement = kind == "transform" or (kind == "router" and text.lstrip().startswith("route"))
    tree = read_statement(text) if statement else read_condition(text)
    Checker(context, kind, version, named).statement(tree)
    return tree


def parse_condition(text: str, context: str, version: str = "", named: bool = False) -> Statement:
    """A condition alone, with the functions that conditions have. Raises OttlFault."""
    return parse_statement(text, context, "filter", version, named)
