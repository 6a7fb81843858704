"""Hostile input of every sort: the seeds, and what hypothesis makes of fixtures.

A short run by itself. A long one by hand: `ALLOYC_FUZZ=20000 python -m pytest tests/fuzz`.
"""

from __future__ import annotations

import os
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.run import MINIMAL, run

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SEEDS = yaml.safe_load((Path(__file__).parent / "seeds.yaml").read_text("utf-8"))
VALUES = [path.read_text("utf-8") for path in sorted((FIXTURES / "values").glob("*.yaml"))]
OLD_VALUES = [path.read_text("utf-8") for path in sorted((FIXTURES / "migrate").glob("**/*.yaml"))] or VALUES
ALLOY = [path.read_text("utf-8") for path in sorted(FIXTURES.glob("**/*.alloy"))]
FORMATS = ["alloy", "configmap", "manifests", "helmfile", "kustomize", "argocd", "flux"]
FUZZED = settings(
    max_examples=int(os.environ.get("ALLOYC_FUZZ", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize="ALLOYC_FUZZ" not in os.environ,
)

NAMES = st.sampled_from(
    [
        "../x",
        "/etc/x",
        "a\0b",
        "a\nb",
        "{{ x }}",
        "",
        " ",
        "1",
        "-",
        "~",
        "1e3",
        "y",
        "a" * 300,
        "\ud800",
        "\u202e",
        "é",
    ]
)
SCALARS = NAMES | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
HOSTILE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=3)
)


def long(text: str) -> str:
    """The text with `{N}` in front of the rest of a line, or of a text up to its end, written out."""
    return re.sub(r"\{(\d+)\}((?:\\.|[^\]}\n:])+\n?)", lambda found: found[2] * int(found[1]), text)


def ids(seeds: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(seed, id=seed["name"].replace(" ", "-")) for seed in seeds]


@pytest.mark.parametrize("seed", ids(SEEDS["build"]))
@pytest.mark.parametrize("form", ["alloy", "helmfile"])
def test_build_seeds(seed: dict[str, Any], form: str) -> None:
    values = long_values(seed.get("values", {}))
    text = yaml.safe_dump({**MINIMAL, **values}) + long(seed.get("text", ""))
    arguments = [long(argument) for argument in seed.get("arguments", [])]
    assert run("build", ["-", "--format", form, "-o", "OUT", *arguments], text)


def long_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: long_values(inner) for key, inner in value.items()}
    return long(value) if isinstance(value, str) else value


@pytest.mark.parametrize("seed", ids(SEEDS["migrate"]))
def test_migrate_seeds(seed: dict[str, Any]) -> None:
    run("migrate", ["INPUT"], seed["text"])


@pytest.mark.parametrize("seed", ids(SEEDS["alloy"]))
@pytest.mark.parametrize("command", ["fmt", "verify", "compat"])
def test_alloy_seeds(seed: dict[str, Any], command: str) -> None:
    run(command, ["INPUT", *(["-w"] if command == "fmt" else [])], long(seed["text"]))


@st.composite
def changed_values(draw: Any, texts: list[str]) -> str:
    """A fixture with something hostile at one to three places: a value, or a key."""
    data = deepcopy(yaml.safe_load(draw(st.sampled_from(texts))))
    for _ in range(draw(st.integers(1, 3))):
        inner = data
        while isinstance(inner, dict | list) and inner:
            key = draw(st.sampled_from(sorted(inner, key=str) if isinstance(inner, dict) else list(range(len(inner)))))
            if not isinstance(inner[key], dict | list) or draw(st.integers(0, 3)) == 0:
                if isinstance(inner, dict) and draw(st.booleans()):
                    inner[draw(NAMES)] = inner.pop(key)
                else:
                    inner[key] = draw(HOSTILE)
                break
            inner = inner[key]
    return yaml.dump(data, allow_unicode=False, Dumper=yaml.SafeDumper)


@FUZZED
@given(changed_values(VALUES), st.sampled_from(FORMATS))
def test_build(text: str, form: str) -> None:
    run("build", ["INPUT", "--format", form, "-o", "OUT"], text)


@FUZZED
@given(changed_values(VALUES))
def test_plan(text: str) -> None:
    run("plan", ["INPUT"], text)


@FUZZED
@given(changed_values(OLD_VALUES))
def test_migrate(text: str) -> None:
    run("migrate", ["INPUT", "-o", "OUT"], text)


@FUZZED
@given(st.sampled_from(["--set", "--set-string", "--set-json"]), st.text('.[]=,{}"\\a1\ud800é-', max_size=30))
def test_arguments(option: str, text: str) -> None:
    run("plan", ["INPUT", option, text], yaml.safe_dump(MINIMAL))


@FUZZED
@given(st.text(max_size=200))
def test_text_instead_of_values(text: str) -> None:
    run("build", ["INPUT", "-o", "OUT"], text)


@FUZZED
@given(st.data(), st.sampled_from(["fmt", "verify", "compat"]))
def test_alloy(data: st.DataObject, command: str) -> None:
    text = data.draw(st.sampled_from(ALLOY))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    change = data.draw(st.text("{}[]()\"`'\\/*=.,\n\t a1\0é", max_size=10))
    text = text[:start] + change + text[end if data.draw(st.booleans()) else start :]
    run(command, ["INPUT", *(["-w"] if command == "fmt" else [])], text)
