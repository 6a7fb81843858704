"""What is asked of a process that compiles, and what it gives: plain data, by content, so that it may be anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..report.diagnostics import Diagnostic, Span


@dataclass(frozen=True)
class How:
    """How every cluster of a fleet is compiled."""

    release: str = "k8smon"
    namespace: str = "default"
    form: str = "alloy"
    level: int = 1
    comments: str = "origin"
    unknown_keys: str = "error"
    alloy_version: str = ""
    path: str = ""
    verify: bool = True
    hashed: bool = True


@dataclass(frozen=True)
class Job:
    """One cluster: the values files in order, by name, what is set over them, and the files of its tests."""

    name: str
    files: tuple[str, ...]
    sets: tuple[tuple[str, str], ...] = ()
    tests: tuple[str, ...] = ()
    path: str = ""
    """Where its folder is in the repository, for formats that say so."""


@dataclass(frozen=True)
class Task:
    """Some clusters, and the content of every file that they read; None for one that cannot be read."""

    how: How
    contents: Mapping[str, bytes | None]
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Product:
    """The files of a build, by name: texts in turn with the numbers of holes, where a cluster's own text belongs."""

    key: str
    files: Mapping[str, tuple[str | int, ...]]
    refused: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a cluster came to: the product, what fills its holes, and every diagnostic with its place."""

    name: str
    product: str
    fills: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Done:
    """What a task gave. A product is there once, however many clusters share it."""

    outcomes: tuple[Outcome, ...]
    products: Mapping[str, Product]
    compiled: int = 0
    """How many compilations it took."""


def files_of(product: Product, fills: tuple[str, ...]) -> dict[str, str]:
    """The files of one cluster."""
    return {
        name: "".join(piece if isinstance(piece, str) else fills[piece] for piece in pieces)
        for name, pieces in product.files.items()
    }


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as plain data."""
    return asdict(diagnostic)


def from_json(data: dict[str, Any]) -> Diagnostic:
    """The diagnostic that plain data says."""
    span, within = data["span"], data["within"]
    known = {**data, "path": tuple(data["path"]), "span": Span(**span) if span else None}
    return Diagnostic(**{**known, "within": tuple(within) if within else None})
