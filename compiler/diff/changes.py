"""What a comparison finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Aspect: TypeAlias = Literal[
    "sources", "metrics", "labels", "logs", "intervals", "sampling", "tenants", "processors", "limits", "endpoints",
    "credentials", "settings", "workloads", "permissions",
]  # fmt: skip
ASPECTS: tuple[Aspect, ...] = Aspect.__args__  # type: ignore[attr-defined]
How: TypeAlias = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class Place:
    """A line of a side: of the values, with the path there, or of an Alloy file. A path without a line is an option
    that is not written: its default."""

    path: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else "default"
        return f"{where} {self.path}".rstrip() if self.path else where


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise. `sources` are whose telemetry it is; `at_old` and `at_new` are where it is said;
    `was` is the name that a label had before, where it was renamed."""

    destination: str
    signal: str
    aspect: Aspect
    how: How
    name: str
    old: str = ""
    new: str = ""
    at_old: Place | None = None
    at_new: Place | None = None
    sources: tuple[str, ...] = ()
    proven: bool = True
    was: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Witness:
    """A datum that the two sides treat differently, and what arrives of it."""

    destination: str
    source: str
    datum: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """A figure of both sides."""

    name: str
    old: float
    new: float


@dataclass(frozen=True)
class Counts:
    """What samples come to: by destination (series, points a minute, lines, bytes, spans, profiles, money a month), by
    destination and metric, and by rule how much it drops; metrics and rules where the sides differ. `assumptions` say
    what the money stands on."""

    destinations: dict[str, tuple[Pair, ...]]
    metrics: dict[str, tuple[Pair, ...]]
    rules: tuple[Pair, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """What two sides do differently. `same` is None where nobody can tell."""

    same: bool | None
    changes: tuple[Change, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    unknown: tuple[str, ...] = ()
    counts: Counts | None = None
    blind: tuple[dict[str, str], ...] = ()
    budgets: tuple[dict[str, Any], ...] = ()
