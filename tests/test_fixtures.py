"""Every fixture builds, as its snapshot says, and the laws that hold for all of them do."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from alloyc.compile import Settings, compile_values, optimize
from alloyc.emit import joined, rendered
from alloyc.graph.component import refs
from alloyc.graph.flows import flows
from alloyc.passes import PASSES
from alloyc.syntax.printer import format_alloy
from alloyc.values.load import load
from support.alloy_files import EXPECTED, AlloyFile, YamlFile

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "values"
pytestmark = pytest.mark.filterwarnings("ignore:\\s*Can not relate snapshot name")
ALL = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def settings(level: int = 1) -> Settings:
    return Settings(level=level)


def texts_of(name: str) -> dict[str, str]:
    built = compile_values(load([str(FOLDER / f"{name}.yaml")]), settings())
    return {c.collector: c.text for c in built.configurations}


@pytest.mark.parametrize("name", ALL)
def test_snapshot(name: str, snapshot: SnapshotAssertion) -> None:
    texts = texts_of(name)
    for collector, text in texts.items():
        assert text == snapshot(name=collector, extension_class=AlloyFile)
    assert texts.keys() == {file.stem for file in (EXPECTED / name).glob("*.alloy")}, "a leftover"


def test_no_snapshot_is_left_over() -> None:
    assert sorted(folder.name for folder in EXPECTED.iterdir()) == ALL


@pytest.mark.parametrize("name", ALL)
def test_objects(name: str, snapshot: SnapshotAssertion) -> None:
    built = compile_values(load([str(FOLDER / f"{name}.yaml")]), settings())
    files = rendered(built, "manifests", [c.collector for c in built.configurations])
    objects = {name: text for name, text in files.items() if name != "secrets.yaml"}
    assert joined(objects, "manifests") == snapshot(name="objects", extension_class=YamlFile)


@pytest.mark.parametrize("name", ALL)
def test_same_bytes_twice(name: str) -> None:
    assert texts_of(name) == texts_of(name)


@pytest.mark.parametrize("name", ALL)
def test_printed_is_formatted(name: str) -> None:
    built = compile_values(load([str(FOLDER / f"{name}.yaml")]), settings())
    for configuration in built.configurations:
        assert format_alloy(configuration.text) == configuration.text


@pytest.mark.parametrize("name", ALL)
def test_passes_keep_flows(name: str) -> None:
    built = compile_values(load([str(FOLDER / f"{name}.yaml")]), settings(0))
    for configuration in built.configurations:
        before = configuration.graph
        for change in PASSES[2]:
            after, _ = optimize(before, [change], verify=False)
            assert flows(after) == flows(before), change.__name__
            assert change(after) == after, change.__name__
            known = after.by_id()
            assert all(ref.component in known for c in after.components for _, ref in refs(c)), change.__name__
            before = after
