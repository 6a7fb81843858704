"""Whatever is wrong with values: diagnostics, never a traceback."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Settings, compile_values
from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.values.load import load_text

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "values"
ALL = sorted(path.stem for path in FOLDER.glob("*.yaml"))
WRONG: tuple[Any, ...] = (
    None,
    7,
    1.5,
    True,
    "wrong",
    "",
    [],
    ["wrong"],
    [7],
    {},
    {"wrong": {"wrong": []}},
    [{}],
    [None],
)
PLACES = 40
"""Places of each fixture that get a wrong value; which ones is the same in every run."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in plain data, sections too."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def with_value(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = deepcopy(data)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def refusal(values: Any) -> tuple[Diagnostic, ...]:
    """Why values do not build; empty where they do."""
    try:
        compile_values(load_text(yaml.safe_dump(values)), Settings(level=1))
    except Refused as refused:
        return refused.diagnostics
    return ()


@pytest.mark.parametrize("name", ALL)
def test_a_wrong_value_anywhere(name: str) -> None:
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    chance = random.Random(name)
    found = list(places(data))
    for path in chance.sample(found, min(PLACES, len(found))):
        faults = refusal(with_value(data, path, chance.choice(WRONG)))
        assert all(fault.span and fault.message and fault.help for fault in faults), faults


@pytest.mark.parametrize("text", ["", "# nothing\n", "a", "[]", "7", "---\n", "cluster:\n", "collectors: {a: }\n"])
def test_hardly_any_values(text: str) -> None:
    with pytest.raises(Refused):
        compile_values(load_text(text))
