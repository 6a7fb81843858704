"""A fleet's build gives the bytes of single builds, whatever the cache, the processes and the order."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest

from alloyc.fleet.build import Report, build_all, how_of
from alloyc.fleet.cache import Cache
from alloyc.fleet.compile import compiled
from alloyc.fleet.execute import executor
from alloyc.project.clusters import ClusterInput, clusters_of
from alloyc.project.read import Project, read_project
from alloyc.values.load import load
from alloyc.values.overrides import Override

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "values"
PROJECT = """\
format: FORMAT
matrix:
  - inventory: inventory.csv
    clusters: own/{cluster}.yaml
    over: [base.yaml, "regions/{region}.yaml"]
    set: {cluster.name: "{cluster}"}
"""
OWN = {
    "eu-1": "clusterEvents: {enabled: false}",
    "us-2": "destinations: {metrics: {extraLabels: {team: alpha, region: us-2}}}",
    "us-3": "podLogsViaLoki: {excludeNamespaces: [us-3]}",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own").mkdir()
    (tmp_path / "regions").mkdir()
    (tmp_path / "base.yaml").write_text((FIXTURES / "first-slice--three-collectors.yaml").read_text())
    for region in ("eu", "us"):
        text = f"destinations: {{metrics: {{extraLabels: {{region: {region}}}}}}}"
        (tmp_path / "regions" / f"{region}.yaml").write_text(text)
    for name, text in OWN.items():
        (tmp_path / "own" / f"{name}.yaml").write_text(text)
    rows = "".join(f"{region}-{number},{region}\n" for region in ("eu", "us") for number in range(5))
    (tmp_path / "inventory.csv").write_text("cluster,region\n" + rows)
    (tmp_path / "alloyc.yaml").write_text(PROJECT.replace("FORMAT", "configmap"))
    return tmp_path


def built(
    folder: Path, cache: Cache, pool: tuple[Executor | None, int] = (None, 1), form: str = "configmap"
) -> tuple[dict[str, Any], Report]:
    project = read_project(folder / "alloyc.yaml")
    found: dict[str, Any] = {}

    def take(cluster: ClusterInput, contents: dict[str, str] | None) -> list[Any]:
        found[cluster.name] = contents
        return []

    report = build_all(project, clusters_of(project), how_of(project, form), cache, pool, take)
    return found, report


def single(project: Project, cluster: ClusterInput, form: str) -> dict[str, str]:
    overrides = [Override("set-json", f"{key}={value}") for key, value in cluster.sets]
    values = load([str(project.folder / file) for file in cluster.files], overrides)
    return dict(compiled(values, how_of(project, form)).files)


@pytest.mark.parametrize("form", ["alloy", "configmap", "manifests", "flux"])
def test_the_bytes_are_those_of_single_builds(folder: Path, form: str) -> None:
    found, _ = built(folder, Cache(None), form=form)
    project = read_project(folder / "alloyc.yaml")
    assert found == {cluster.name: single(project, cluster, form) for cluster in clusters_of(project)}


def test_clusters_that_differ_in_names_share_a_compilation(folder: Path) -> None:
    (folder / "alloyc.yaml").write_text("namespace: nobody-compiled-for-it-yet\n" + PROJECT.replace("FORMAT", "alloy"))
    _, report = built(folder, Cache(None))
    assert report.compilations == 2 + len(OWN)


def test_clusters_that_differ_in_keys_of_their_own_share_a_compilation(folder: Path) -> None:
    (folder / "alloyc.yaml").write_text("namespace: owners-differ\n" + PROJECT.replace("FORMAT", "alloy"))
    for number in range(5):
        (folder / "own" / f"us-{number}.yaml").write_text(f"x-owner: team-{number}")
    (folder / "own" / "eu-1.yaml").unlink()
    _, report = built(folder, Cache(None))
    assert report.compilations == 2


def test_what_is_known_is_not_compiled_and_is_the_same(folder: Path) -> None:
    with Cache(folder / "cache") as cache:
        first, _ = built(folder, cache)
    with Cache(folder / "cache") as cache:
        again, report = built(folder, cache)
    assert (again, report.cached, report.compilations) == (first, 10, 0)


def test_an_edit_of_a_region_compiles_its_clusters_only(folder: Path) -> None:
    with Cache(folder / "cache") as cache:
        built(folder, cache)
        (folder / "regions" / "eu.yaml").write_text("destinations: {metrics: {extraLabels: {region: other}}}")
        _, report = built(folder, cache)
    assert (report.cached, report.compiled) == (5, 5)


def test_other_processes_give_the_same(folder: Path) -> None:
    with executor(2) as pool:
        assert built(folder, Cache(None), pool)[0] == built(folder, Cache(None))[0]


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look like one" * 99])
def test_a_cache_that_is_broken_is_no_cache(folder: Path, content: bytes) -> None:
    (folder / "cache").mkdir()
    (folder / "cache" / "fleet.sqlite").write_bytes(content)
    with Cache(folder / "cache") as cache:
        assert built(folder, cache)[0] == built(folder, Cache(None))[0]


def test_a_fault_is_said_once_with_its_clusters(folder: Path) -> None:
    (folder / "regions" / "eu.yaml").write_text("clusterMetricz: {}")
    found, report = built(folder, Cache(None))
    assert [names for fault, names in report.found.items() if fault.severity == "error"] == [
        ["eu-0", "eu-1", "eu-2", "eu-3", "eu-4"]
    ]
    assert [name for name, files in sorted(found.items()) if files is None] == [f"eu-{n}" for n in range(5)]


def test_a_dask_cluster_gives_the_same(folder: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster,
        executor(1, cluster.scheduler_address) as pool,
    ):
        found, _ = built(folder, Cache(None), pool)
    assert found == built(folder, Cache(None))[0]
