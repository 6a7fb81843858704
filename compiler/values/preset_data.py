"""Reads the data under `presets/`: collector presets, metric lists and what else is a list and not code."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..report.contribution import Contribution
from ..report.package_data import folder
from .placed import placed


@cache
def data(name: str) -> Any:
    """The content of `presets/NAME.yaml`. Callers must not change it. Raises FileNotFoundError."""
    import yaml

    text = (folder("presets") / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def metrics(name: str) -> tuple[str, ...]:
    """A default allow list: metric names and patterns, in their order. Each knows the entry that it is."""
    file = f"metrics/{name}"
    return tuple(placed(metric, Contribution("preset", (at,), f"{file}.yaml")) for at, metric in enumerate(data(file)))


@cache
def names(kind: str) -> tuple[str, ...]:
    """The data files in a folder of `presets/`, sorted, without their ending."""
    found = (folder("presets") / kind).iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in found if file.name.endswith(".yaml")))
