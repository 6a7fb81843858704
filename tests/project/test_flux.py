"""Clusters that a Flux repository has."""

from __future__ import annotations

from pathlib import Path

import pytest

from alloyc.project.discover import discover

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: monitoring}
spec:
  chart: {spec: {chart: CHART}}
  releaseName: k8smon
  targetNamespace: monitoring
  valuesFrom:
    - {kind: ConfigMap, name: base-values}
    - {kind: ConfigMap, name: cluster-values}
"""
FILES = {
    "base/release.yaml": RELEASE.replace("CHART", "k8s-monitoring"),
    "base/values.yaml": "",
    "base/kustomization.yaml": """\
resources: [release.yaml]
configMapGenerator: [{name: base-values, files: [values.yaml]}]
""",
    "clusters/eu-1/monitoring/values.yaml": "",
    "clusters/eu-1/monitoring/kustomization.yaml": """\
resources: [../../../base]
configMapGenerator: [{name: cluster-values, files: [values.yaml=values.yaml]}]
""",
    "clusters/us-1/monitoring/kustomization.yaml": """\
resources: [../../../base]
configMapGenerator: [{name: base-values, behavior: replace, files: [values.yaml=../../us.yaml]}]
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_each_kustomization_that_nothing_builds_on_is_a_cluster(folder: Path) -> None:
    assert discover(folder) == {
        "release": "k8smon",
        "namespace": "monitoring",
        "clusters": [
            {"name": "eu-1", "values": ["base/values.yaml", "clusters/eu-1/monitoring/values.yaml"]},
            {"name": "us-1", "values": ["clusters/us.yaml"]},
        ],
    }


def test_a_release_of_another_chart_is_none(folder: Path) -> None:
    (folder / "base" / "release.yaml").write_text(RELEASE.replace("CHART", "other"))
    assert "release" not in discover(folder)


def test_kustomizations_in_a_circle_end(folder: Path) -> None:
    (folder / "base" / "kustomization.yaml").write_text("resources: [../clusters/eu-1/monitoring]")
    assert "clusters" in discover(folder)
