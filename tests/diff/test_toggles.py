"""Each option of each fixture, toggled: what changes flows is told with its line, what does not is not.

Here a few of each fixture, chosen by a seed. `ALLOYC_TOGGLES=all` runs all of them, each that is called the same with
1,000 random data: some fifteen minutes.
"""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from alloyc.compile import compile_values
from alloyc.values.load import load
from support.reference import ABSENT, CONFORMANCE
from support.toggles import FIXTURES, SETTINGS, edits, judged

ALL = os.environ.get("ALLOYC_TOGGLES") == "all"
EACH, DATA = (None, 1000) if ALL else (2, 60)


@pytest.mark.skipif(not CONFORMANCE.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_an_edit_is_told_if_it_changes_flows(file: Path) -> None:
    values = load([str(file)])
    built = compile_values(values, SETTINGS)
    order = None if ALL else Random(file.stem)
    found = {toggle.path: judged(values, built, toggle, DATA) for toggle in islice(edits(values, order), EACH)}
    assert {path: one.wrong for path, one in found.items() if one.wrong} == {}
