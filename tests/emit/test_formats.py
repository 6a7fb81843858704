"""What the tools that deploy are given: releases at pinned versions, and the operator before the collectors."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from alloyc.compile import Compilation
from alloyc.emit import rendered
from alloyc.emit.files import write
from emit.small_build import built, files, found

SERVICES = "telemetryServices: {opencost: {deploy: true, metricsSource: custom, %s}, kepler: {deploy: true}}\n"
OPENCOST = "opencost: {exporter: {defaultClusterId: unit}}"


def build(namespace: str = "monitoring") -> Compilation:
    return built(SERVICES % OPENCOST, namespace=namespace)


def of_kind(form: str, kind: str, folder: str = ".") -> list[dict[str, Any]]:
    documents = [d for content in files(build(), form, folder).values() for d in content]
    return [d for d in documents if isinstance(d, dict) and d.get("kind") == kind]


@pytest.mark.parametrize("form", ["helmfile", "kustomize", "argocd", "flux"])
def test_every_format_has_all_objects_of_the_manifests(form: str) -> None:
    names = {name.split("/")[-1] for name in rendered(build(), "manifests", ["alloy"])}
    assert names <= {name.split("/")[-1] for name in files(build(), form)}


@pytest.mark.parametrize("form", ["kustomize", "argocd", "flux"])
def test_a_namespace_comes_along_unless_every_cluster_has_it(form: str) -> None:
    assert [o["metadata"]["name"] for o in of_kind(form, "Namespace")] == ["monitoring"]
    assert not [name for name in files(build("default"), form) if "namespaces" in name]


def test_helmfile_waits_for_the_operator_and_pins_versions() -> None:
    main = files(build(), "helmfile")["helmfile.yaml"][0]
    operator, *others, collectors = main["releases"]
    assert (operator["name"], operator["wait"]) == ("k8smon-alloy-operator", True)
    assert collectors["needs"] == ["monitoring/k8smon-alloy-operator"]
    assert all(release["version"] for release in (operator, *others))
    assert {"name": "opencost", "url": "ghcr.io/opencost/charts", "oci": True} in main["repositories"]


def test_helmfile_releases_have_different_names_and_repositories_that_exist() -> None:
    main = files(build(), "helmfile")["helmfile.yaml"][0]
    names = [release["name"] for release in main["releases"]]
    assert len(set(names)) == len(names)
    used = {release["chart"].split("/")[0] for release in main["releases"]} - {"."}
    assert used == {repository["name"] for repository in main["repositories"]}


def test_helmfile_without_services_is_the_collectors_alone() -> None:
    main = files(built("alloy-operator: {deploy: false}\n"), "helmfile")["helmfile.yaml"][0]
    assert [list(main), main["releases"][0]["name"]] == [["releases"], "k8smon-collectors"]


def test_kustomize_names_files_that_are_there() -> None:
    made = files(build(), "kustomize")
    charts = made["services/kustomization.yaml"][0]["helmCharts"]
    assert {f"services/{chart['valuesFile']}" for chart in charts} <= set(made)
    assert {f"collectors/{name}" for name in made["collectors/kustomization.yaml"][0]["resources"]} <= set(made)
    assert {chart["releaseName"] for chart in charts} == {"k8smon"}


def test_kustomize_takes_the_collectors(tmp_path: Path) -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        pytest.skip("kubectl is not installed")
    write(str(tmp_path), rendered(build(), "kustomize", ["alloy"]))
    done = subprocess.run([kubectl, "kustomize", str(tmp_path / "collectors")], capture_output=True, check=True)
    kinds = sorted(d["kind"] for d in yaml.safe_load_all(done.stdout))
    assert kinds == ["Alloy", "ConfigMap", "ConfigMap"]


def test_argocd_applies_in_waves() -> None:
    waves = {
        d["metadata"]["name"]: int(d["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])
        for kind in ("Namespace", "Application", "Alloy")
        for d in of_kind("argocd", kind)
    }
    assert waves["monitoring"] < waves["k8smon-alloy-operator"] < waves["k8smon-kepler"] < waves["k8smon-alloy"]


def test_argocd_takes_charts_of_a_registry_without_their_scheme() -> None:
    sources = {d["spec"]["source"]["chart"]: d["spec"]["source"] for d in of_kind("argocd", "Application")}
    assert sources["opencost"]["repoURL"] == "ghcr.io/opencost/charts"
    assert sources["kepler"]["targetRevision"] == "0.6.1"


def test_flux_brings_the_collectors_after_the_services() -> None:
    services, collectors = (d for d in of_kind("flux", "Kustomization", "clusters/one") if "flux" in d["apiVersion"])
    assert (services["spec"]["path"], collectors["spec"]["path"]) == (
        "./clusters/one/services",
        "./clusters/one/collectors",
    )
    assert collectors["spec"]["dependsOn"] == [{"name": services["metadata"]["name"]}]


def test_flux_releases_come_from_repositories_that_are_there() -> None:
    repositories = {d["metadata"]["name"]: d["spec"] for d in of_kind("flux", "HelmRepository")}
    used = {d["spec"]["chart"]["spec"]["sourceRef"]["name"] for d in of_kind("flux", "HelmRelease")}
    assert used == set(repositories)
    assert repositories["k8smon-opencost"]["type"] == "oci"


def test_opencost_keeps_the_name_that_it_is_found_by() -> None:
    names = {d["metadata"]["name"]: d["spec"]["releaseName"] for d in of_kind("flux", "HelmRelease")}
    assert names == {
        "k8smon-alloy-operator": "k8smon-alloy-operator",
        "k8smon-kepler": "k8smon-kepler",
        "k8smon-opencost": "k8smon",
    }


def test_the_collectors_of_helmfile_are_no_templates() -> None:
    texts = rendered(build(), "helmfile", ["alloy"])
    assert "Files.Get" in texts["collectors/templates/objects.yaml"]
    assert yaml.safe_load(texts["collectors/Chart.yaml"])["name"] == "collectors"
    assert found(build(), "Alloy")
