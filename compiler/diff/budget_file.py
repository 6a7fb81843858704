"""A budget: what may arrive at most, what must, and what must never."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, refuse
from ..report.diagnostics import Path as ValuesPath
from ..values.load import Values, load
from ..values.options import Options, read, unset
from .prices import BYTES

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)([KMGT]i?B)?")


class Most(Options):
    """The most that may come of the samples: series, data points a minute, lines and bytes of logs, spans."""

    series: int | None = None
    points_per_minute: int | None = None
    lines: int | None = None
    bytes: int | str | None = None
    spans: int | None = None


class Teams(Options):
    """What the value of a label tells apart, and the most of each."""

    label: str = "team"
    most: dict[str, Most] = {}


class MetricNames(Options):
    """Metrics that must arrive somewhere."""

    required: list[str] = []


class LabelNames(Options):
    """Labels that nothing may arrive with."""

    forbidden: list[str] = []


class BudgetFile(Options):
    """A budget file. `samples` are files or folders beside it, as `--samples` takes them."""

    samples: list[str] = []
    destinations: dict[str, Most] = {}
    features: dict[str, Most] = {}
    teams: Teams = unset(Teams)
    metrics: MetricNames = unset(MetricNames)
    labels: LabelNames = unset(LabelNames)


@dataclass(frozen=True)
class Budget:
    """A budget file, and its places."""

    path: str
    file: BudgetFile
    places: Values

    @property
    def samples(self) -> tuple[str, ...]:
        """The samples that it names, as this folder calls them."""
        return tuple(_beside(self.path, name) for name in self.file.samples)

    @property
    def limits(self) -> tuple[tuple[ValuesPath, Most], ...]:
        """Every limit, with its place."""
        parts = {("destinations",): self.file.destinations, ("features",): self.file.features,
                 ("teams", "most"): self.file.teams.most}  # fmt: skip
        return tuple(((*path, name), most) for path, named in parts.items() for name, most in named.items())

    def fault(self, code: Code, message: str, path: ValuesPath, help: str) -> Diagnostic:
        """What is wrong, at a place in the file."""
        span = self.places.locate(path)
        return Diagnostic(code, message, path, help, span=span)


def read_budget(path: str, texts: dict[str, str]) -> Budget:
    """A budget file. Raises Refused with every fault of it; `texts` receives what was read."""
    places = load([path], sources=texts)
    file, faults = read(BudgetFile, places.data, ())
    if file is not None:
        faults += [fault for where, most in Budget(path, file, places).limits for fault in _faults(where, most)]
    refuse(places.place(faults))
    assert file is not None
    return Budget(path, file, places)


def _faults(path: ValuesPath, most: Most) -> Iterator[Diagnostic]:
    if isinstance(most.bytes, str) and not _SIZE.fullmatch(most.bytes):
        help = "write a number of bytes, or one with a unit, such as 5MB"
        yield Diagnostic("invalid-value", f"`{most.bytes}` is no size", (*path, "bytes"), help)


def in_bytes(size: int | str) -> float:
    """A size in bytes: 5000 or 5KB."""
    match = _SIZE.fullmatch(str(size))
    assert match is not None
    return float(match[1]) * BYTES.get(match[2] or "", 1.0)


def _beside(path: str, name: str) -> str:
    source, separator, file = name.rpartition("=")
    return f"{source}{separator}{Path(path).parent / file}"


def budget_schema() -> dict[str, Any]:
    """The JSON Schema of a budget file, for editors."""
    schema = BudgetFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "alloyc budget"}
