"""What a test file is about: the graphs that it tests, and its places."""

from __future__ import annotations

from dataclasses import dataclass

from ..compile import Compilation
from ..graph.component import Graph
from ..report.diagnostics import Path as ValuesPath
from ..simulate.places import Destination, Source
from ..values.load import Values
from ..values.reference import ALLOY_VERSION
from .model import TestFile

SUFFIX = ".alloytest.yaml"


@dataclass(frozen=True)
class Subject:
    """What is tested: the graphs, and where data come into them and leave. `values` locates contributions."""

    graphs: tuple[Graph, ...]
    sources: tuple[Source, ...]
    destinations: tuple[Destination, ...]
    values: Values | None = None
    compilation: Compilation | None = None
    alloy_version: str = ALLOY_VERSION


@dataclass(frozen=True)
class Tests:
    """A test file, what it tests, and its places; `expected_at` is where the expectations are, if not in their test."""

    __test__ = False

    path: str
    file: TestFile
    subject: Subject
    places: Values
    expected_at: ValuesPath = ()
