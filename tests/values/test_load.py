"""Files, standard input and arguments together."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path as File

import pytest

from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.values.load import load, load_text
from alloyc.values.overrides import Override


@pytest.fixture
def files(tmp_path: File, monkeypatch: pytest.MonkeyPatch) -> File:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.yaml").write_text("a: {x: 1, v: 1}\nb: [1]\n")
    (tmp_path / "two.yaml").write_text("a: {v: 2}\nb: {}\n")
    return tmp_path


def test_later_files_win_and_arguments_after_them(files: File) -> None:
    values = load(["one.yaml", "two.yaml", "-"], [Override("set", "a.w=4")], stdin=BytesIO(b"a: {z: 3}"))
    assert values.data == {"a": {"x": 1, "v": 2, "z": 3, "w": 4}, "b": {}}
    places = [str(values.locate(("a", key))) for key in "xvzw"]
    assert places == ["one.yaml:1:8", "two.yaml:1:8", "<stdin>:1:8", "<--set 1>:1:5"]
    assert [warning.code for warning in values.warnings] == ["replaced-map"]


def test_no_files_are_no_values() -> None:
    values = load([])
    assert (values.data, values.warnings, values.locate(("a",))) == ({}, (), None)


def test_faults_of_all_files_and_arguments_are_found_at_once(files: File) -> None:
    (files / "three.yaml").write_bytes(b"a: \xff")
    sources: dict[str, str] = {}
    with pytest.raises(Refused) as refused:
        load(["-", "nowhere.yaml", "three.yaml", "."], [Override("set", "a")], BytesIO(b"a: 1\na: 2"), sources)
    found = [(fault.code, str(fault.span)) for fault in refused.value.diagnostics]
    assert found == [
        ("duplicate-key", "<stdin>:2:1"),
        ("unreadable-file", "nowhere.yaml:1:1"),
        ("invalid-utf8", "three.yaml:1:4"),
        ("unreadable-file", ".:1:1"),
        ("invalid-override", "<--set 1>:1:1"),
    ]
    assert set(sources) == {"<stdin>", "three.yaml", "<--set 1>"}


@pytest.mark.parametrize("name", ["", "a\0b", "https://example.com/values.yaml", "x" * 5000])
def test_names_that_are_no_files_are_unreadable(name: str) -> None:
    with pytest.raises(Refused) as refused:
        load([name])
    assert [fault.code for fault in refused.value.diagnostics] == ["unreadable-file"]


def test_a_file_without_end_is_too_large() -> None:
    with pytest.raises(Refused) as refused:
        load(["/dev/zero"])
    assert [fault.code for fault in refused.value.diagnostics] == ["file-too-large"]


def test_a_file_for_an_argument_must_be_text(tmp_path: File) -> None:
    (tmp_path / "binary").write_bytes(b"\xff")
    with pytest.raises(Refused) as refused:
        load([], [Override("set-file", f"a={tmp_path}/binary"), Override("set-file", "b=/dev/zero")])
    assert [fault.code for fault in refused.value.diagnostics] == ["invalid-utf8", "file-too-large"]


def test_maps_and_lists_are_located_at_their_keys() -> None:
    values = load_text("a:\n  b:\n    - x: 1\n  c:\n")
    assert str(values.locate(("a", "b"))) == "values.yaml:2:3"
    assert str(values.locate(("a", "b", 0))) == "values.yaml:3:7"
    assert str(values.locate(("a", "c"))) == "values.yaml:4:3"


def test_what_is_not_there_is_located_at_its_nearest_ancestor() -> None:
    values = load_text("a:\n  b: 1\n")
    assert str(values.locate(("a", "c", "d"))) == "values.yaml:1:1"
    assert str(values.locate(("a", "b", "d"))) == "values.yaml:2:3"
    assert values.locate(("z",)) is None


def test_diagnostics_get_their_places() -> None:
    values = load_text("a:\n  b: 1\n  c: |\n    x\n")
    placed = values.place(
        [
            Diagnostic("unknown-key", "", ("a", "b"), about_key=True),
            Diagnostic("wrong-type", "", ("a", "b")),
            Diagnostic("alloy-syntax", "", ("a", "c"), within=(1, 1)),
            Diagnostic("missing-cluster-name", "", ("cluster", "name")),
        ]
    )
    assert [str(fault.span) for fault in placed] == ["values.yaml:2:3", "values.yaml:2:6", "values.yaml:4:5", "None"]
    assert values.place(placed) == placed
