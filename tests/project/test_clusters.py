"""Which clusters a project has, and what is wrong with those that it cannot have."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.project.clusters import ClusterInput, clusters_of
from alloyc.project.read import find_project, read_project
from alloyc.report.diagnostics import Refused


def project(folder: Path, text: str, files: dict[str, str] | None = None) -> list[ClusterInput]:
    for name, content in {"alloyc.yaml": text, **(files or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return clusters_of(read_project(folder / "alloyc.yaml"))


def test_the_nearest_file_above_is_the_project(tmp_path: Path) -> None:
    (tmp_path / "alloyc.yaml").write_text("{}")
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project(tmp_path / "a" / "b") == tmp_path / "alloyc.yaml"


def test_one_cluster_is_a_fleet_of_one(tmp_path: Path) -> None:
    assert project(tmp_path, "values: [values.yaml]") == [
        ClusterInput(tmp_path.name, ("values.yaml",), (), f"out/{tmp_path.name}")
    ]


def test_parts_of_paths_are_variables(tmp_path: Path) -> None:
    text = 'matrix: [{clusters: "clusters/{region}/{cluster}/v.yaml", over: ["{region}.yaml"], set: {a.b: "{region}"}}]'
    [made] = project(tmp_path, text, {"clusters/eu/one/v.yaml": ""})
    assert made == ClusterInput("one", ("eu.yaml", "clusters/eu/one/v.yaml"), (("a.b", '"eu"'),), "out/one", "eu")


@pytest.mark.parametrize(
    ("name", "content"),
    [("i.csv", "cluster,region\none,eu\ntwo,us\n"),
     ("i.json", '[{"cluster": "one", "region": "eu"}, {"cluster": "two", "region": "us"}]')],
)  # fmt: skip
def test_an_inventory_has_the_clusters_and_their_files_may_be_missing(tmp_path: Path, name: str, content: str) -> None:
    text = f'matrix: [{{inventory: {name}, clusters: "c/*.yaml", over: ["{{region}}.yaml"]}}]'
    made = project(tmp_path, text, {name: content, "c/two.yaml": ""})
    assert [(c.name, c.files) for c in made] == [("one", ("eu.yaml",)), ("two", ("us.yaml", "c/two.yaml"))]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("values: [a.yaml]\nnamespaec: x", "unknown-key", 2),
        ("namespace: Not_one", "invalid-name", 1),
        ("values: [a]\nchartVersion: 1.0.0", "unknown-version", 2),
        ("values: [a]\nalloyVersion: '0.1'", "unknown-version", 2),
        ("clusters: [{name: a, values: [f]}, {name: a, values: [g]}]", "repeated-cluster", 1),
        ("output: out\nclusters: [{name: a, values: [f]}, {name: b, values: [g]}]", "repeated-cluster", 1),
        ("clusters:\n- name: a\n  values: ['{region}.yaml']", "unknown-variable", 2),
        ("clusters: [{name: ../a, values: [x]}]", "invalid-name", 1),
        ("matrix: [{inventory: none.csv}]", "invalid-inventory", 1),
        ("clusters: [{name: a}]", "missing-key", 1),
        ("values: [a]\ntests: [no.alloytest.yaml]", "unreadable-file", 2),
        ("values: [a]\nchecks: {ignore: [dead-valeu]}", "unknown-value", 2),
        ("format: yaml", "unknown-value", 1),
    ],
)
def test_what_a_project_cannot_say_is_refused_at_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    with pytest.raises(Refused) as refused:
        project(tmp_path, text)
    [fault] = refused.value.diagnostics
    assert fault.span is not None
    assert (fault.code, fault.span.line) == (code, line)
