"""A feature is a module and a line of the registry: nothing else in the compiler asks for its name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

UNIT = '''
"""weather: what a station measures."""

from alloyc.features.unit import Feature
from alloyc.planning.feature_options import FeatureOptions
from alloyc.planning.telemetry import PROMETHEUS_METRICS


class Weather(FeatureOptions):
    """Where the station is."""

    address: str = "station:80"


def lower(options, pipeline):
    receivers = pipeline.destinations("metrics")
    pipeline.add("prometheus.scrape", targets=[{"__address__": options.address}], forward_to=receivers)


UNIT = Feature(options=Weather, emits=lambda options: (PROMETHEUS_METRICS,), lower=lower)
'''
PROGRAM = """
import json, sys
from alloyc import features
features.__path__.append(sys.argv[1])
features.FEATURES = (*features.FEATURES, features._feature("weather", "weather"))
from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
try:
    built = compile_values(load_text(sys.argv[2]))
except Refused as refused:
    print(json.dumps({"faults": [(d.code, d.message, d.span.line) for d in refused.diagnostics]}))
else:
    wanted = [f.feature.key for c in built.plan.collectors for f in c.features]
    print(json.dumps({"features": wanted, "text": built.configurations[0].text}))
"""
VALUES = """
cluster: {name: unit}
destinations: {metrics: {type: prometheus, url: "https://metrics.example"}}
collectors: {alloy: {presets: [clustered, statefulset]}}
weather: {enabled: true, %s}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("units")
    (path / "weather.py").write_text(UNIT)
    return path


def compiled(folder: Path, option: str) -> Any:
    program = [sys.executable, "-c", PROGRAM, str(folder), VALUES % option]
    return json.loads(subprocess.run(program, capture_output=True, text=True, check=True).stdout)


def test_it_is_planned_lowered_and_named(folder: Path) -> None:
    built = compiled(folder, "address: 'roof:81'")
    assert "weather" in built["features"]
    assert '// weather\nprometheus.scrape "weather" {' in built["text"]
    assert '"roof:81"' in built["text"]


def test_a_fault_in_it_is_at_its_line(folder: Path) -> None:
    ((code, message, line),) = compiled(folder, "adress: roof")["faults"]
    assert (code, line) == ("unknown-key", 5)
    assert "`adress`" in message
