"""Stages that ask what is not given: a database."""

from __future__ import annotations

from ...languages.fault import NotModelled
from .arguments import Arguments
from .entry import Entry, Run, Stage, each


def geoip(arguments: Arguments) -> Stage:
    """`stage.geoip`: entries that have what it looks up are unknown; the others pass."""
    for name in ("db", "source"):
        arguments.needed(name)
    source = arguments.text("source")
    if arguments.text("db_type") not in ("", "asn", "city", "country"):
        raise arguments.fault("`db_type` is `asn`, `city` or `country`", "db_type")

    def look_up(entry: Entry, run: Run) -> None:
        if source in entry.extracted:
            raise NotModelled("the database of `stage.geoip` is not given")

    return each(look_up)
