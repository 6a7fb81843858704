"""Every feature states itself in a record that types can check."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from alloyc import features
from alloyc.features import FEATURES, load
from alloyc.features.unit import Feature
from support.faulty_units import refused

FRAME = """
from collections.abc import Iterator
from alloyc.features.unit import Feature
from alloyc.lowering.pipeline import Pipeline
from alloyc.planning.feature_options import FeatureOptions
from alloyc.planning.telemetry import LOKI_LOGS, Telemetry
from alloyc.values.options import Options

class Birds(FeatureOptions):
    song: str = ""

class Trees(Options):
    height: int = 0

def emits(options: Birds) -> tuple[Telemetry, ...]:
    return (LOKI_LOGS,)

def lower(options: Birds, pipeline: Pipeline) -> None:
    pipeline.add("loki.process", options.song)

def lower_trees(options: Trees, pipeline: Pipeline) -> None: ...
"""
SOUND = "Feature(options=Birds, emits=emits, lower=lower)"
FAULTY = {
    "a misspelt hook": "Feature(options=Birds, emits=emits, lower=lower, chekc=lower)",
    "a missing hook": "Feature(options=Birds, emits=emits)",
    "a hook for other options": "Feature(options=Birds, emits=emits, lower=lower_trees)",
    "a section that planning cannot read": "Feature(options=Trees, emits=emits, lower=lower)",
}


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
def test_every_line_of_the_registry_is_a_unit(feature: features.Listed) -> None:
    assert isinstance(load(feature), Feature)


def test_every_module_is_in_the_registry() -> None:
    names = {file.name.removesuffix(".py") for file in files(features).iterdir() if not file.name.startswith("_")}
    assert names - {"unit"} == {feature.module for feature in FEATURES}


def test_types_refuse_a_faulty_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path, FRAME, [SOUND, *FAULTY.values()], monkeypatch) == list(FAULTY.values())
