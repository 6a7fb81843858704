"""The entries of `catalog.json`, read one by one.

The file has an entry a line. Decoding all of it takes ten times as long as the lines that a configuration needs, so
that a line is decoded only when it is asked for.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def text() -> str:
    """The whole store, undecoded."""
    return Path(__file__).with_name("catalog.json").read_text(encoding="utf-8")


@cache
def lines() -> dict[str, str]:
    """The undecoded entries, by key."""
    found = (line for line in text().split("\n") if line[:1] == '"')
    return {line[1 : line.index('"', 1)]: line for line in found}


@cache
def entry(key: str) -> Any:
    """The entry with this key, or None."""
    line = lines().get(key)
    return json.loads(line[len(key) + 3 :].rstrip(",")) if line is not None else None


@cache
def keys(sort: str) -> tuple[str, ...]:
    """Every key of a sort (`component`, `configuration`), without the sort, in order."""
    return tuple(key.removeprefix(f"{sort} ") for key in lines() if key.startswith(f"{sort} "))
