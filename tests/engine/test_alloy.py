"""The test files through a real Alloy. They take one: its path in ALLOYC_ALLOY."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alloyc.engine.run import Engine
from alloyc.testing.read import files_of, read_tests
from alloyc.testing.run import Runner

ALLOY = os.environ.get("ALLOYC_ALLOY", "")
ROOT = Path(__file__).resolve().parents[2]
FILES = files_of((str(ROOT / "fixtures" / "tests"), str(ROOT / "fixtures" / "engine")))

pytestmark = pytest.mark.skipif(not ALLOY, reason="no Alloy to ask: name one in ALLOYC_ALLOY")


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).name)
def test_alloy_does_what_the_simulation_says(path: str) -> None:
    results = list(Runner(read_tests(path, {}), engine=Engine(ALLOY)).run())
    assert [str(one) for result in results for one in result.diagnostics] == []
