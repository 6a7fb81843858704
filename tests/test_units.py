"""Destinations, data processors and integrations state themselves in records that types can check."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.faulty_units import refused

FRAME = """
from collections.abc import Iterator, Mapping
from alloyc.destinations.unit import DestinationContext, DestinationOptions, DestinationType
from alloyc.graph.build import Value
from alloyc.integrations._instance import Instance
from alloyc.integrations.unit import IntegrationType
from alloyc.lowering.node_labels import NodeLabels
from alloyc.lowering.pipeline import Pipeline
from alloyc.planning.telemetry import Signal, Telemetry
from alloyc.processors.unit import ProcessorContext, ProcessorType
from alloyc.report.diagnostics import Diagnostic, Path
from alloyc.values.options import Options

class Nest(DestinationOptions): ...
class Cage(DestinationOptions): ...
class Song(Options): ...
class Tree(Instance): ...
class Bush(Instance): ...

def ecosystem(options: Nest) -> str: ...  # type: ignore[empty-body]
def signals(options: Nest) -> frozenset[Signal]: ...  # type: ignore[empty-body]
def send(options: Nest, pipeline: Pipeline) -> Mapping[Telemetry, Value]: ...  # type: ignore[empty-body]
def send_cage(options: Cage, pipeline: Pipeline) -> Mapping[Telemetry, Value]: ...  # type: ignore[empty-body]
def check(options: Nest, context: DestinationContext) -> Iterator[Diagnostic]: ...  # type: ignore[empty-body]

def supports(options: Song) -> frozenset[Telemetry]: ...  # type: ignore[empty-body]
def check_song(options: Song, context: ProcessorContext) -> Iterator[Diagnostic]: ...  # type: ignore[empty-body]
def process(options: Song, telemetry: Telemetry, to: Value, pipeline: Pipeline) -> Value: ...

def gather(instance: Tree, node_labels: NodeLabels, pipeline: Pipeline) -> None: ...
def check_tree(instance: Tree, path: Path) -> Iterator[Diagnostic]: ...  # type: ignore[empty-body]
def check_bush(instance: Bush, path: Path) -> Iterator[Diagnostic]: ...  # type: ignore[empty-body]
"""
SOUND = (
    "DestinationType(options=Nest, ecosystem=ecosystem, signals=signals, lower=send, check=check)",
    "ProcessorType(options=Song, supports=supports, check=check_song, lower=process)",
    "IntegrationType(options=Tree, lower=gather, check=check_tree)",
)
FAULTY = (
    "DestinationType(options=Nest, ecosystem=ecosystem, signals=signals, lower=send, chekc=check)",
    "DestinationType(options=Nest, ecosystem=ecosystem, signals=signals)",
    "DestinationType(options=Nest, ecosystem=ecosystem, signals=signals, lower=send_cage)",
    "DestinationType(options=Song, ecosystem=ecosystem, signals=signals, lower=send)",
    "ProcessorType(options=Song, supports=supports, check=check_song, lowr=process)",
    "ProcessorType(options=Song, supports=supports, check=check, lower=process)",
    "IntegrationType(options=Tree, lower=gather, reads_log=check_tree)",
    "IntegrationType(options=Tree, check=check_tree)",
    "IntegrationType(options=Tree, lower=gather, check=check_bush)",
)
"""Misspelt hooks, missing ones, and those that are for other options."""


def test_types_refuse_exactly_the_faulty_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path, FRAME, [*SOUND, *FAULTY], monkeypatch) == list(FAULTY)
