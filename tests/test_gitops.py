"""The files for Argo CD, Flux and Terraform do what `docs/gitops.md` says, on the fleet of the documentation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from alloyc.cli import main
from alloyc.project.discover import discover
from alloyc.project.model import ProjectFile, project_schema

DOCS = Path(__file__).resolve().parents[1] / "docs"
GITOPS = DOCS / "examples" / "gitops"
CLUSTERS = ["eu-1", "eu-2", "us-1", "us-dev"]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copytree(DOCS / "examples" / "fleet", tmp_path / "fleet")
    monkeypatch.chdir(tmp_path / "fleet")
    return tmp_path / "fleet"


def call(*arguments: str, **given: Any) -> Result:
    return CliRunner().invoke(main, list(arguments), **given)


def example(name: str) -> Any:
    return yaml.safe_load((GITOPS / name).read_text())


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Runs a command as a tool would, with alloyc on its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, **environment}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_page_shows_the_project_file_of_the_fleet() -> None:
    assert (DOCS / "examples" / "fleet" / "alloyc.yaml").read_text() in (DOCS / "fleet.md").read_text()


def test_the_schema_takes_the_project_file_of_the_fleet_and_has_every_key() -> None:
    schema = project_schema()
    jsonschema.validate(yaml.safe_load((DOCS / "examples" / "fleet" / "alloyc.yaml").read_text()), schema)
    assert set(schema["properties"]) == {field.alias or name for name, field in ProjectFile.model_fields.items()}


@pytest.mark.parametrize("command", ["build", "plan", "test", "check"])
def test_every_command_on_the_fleet_finds_nothing_wrong(fleet: Path, command: str) -> None:
    done = call("fleet", command, "--jobs", "1", "--diagnostics", "github")
    assert done.exit_code == 0, done.output


def test_the_plugin_of_argo_cd_generates_the_objects_of_its_cluster(fleet: Path) -> None:
    generate = example("argocd-plugin.yaml")["spec"]["generate"]
    said = run([*generate["command"], *generate["args"]], fleet, ARGOCD_ENV_CLUSTER="us-1", ARGOCD_APP_NAMESPACE="mine")
    alloys = [found for found in yaml.safe_load_all(said) if found["kind"] == "Alloy"]
    assert {found["metadata"]["namespace"] for found in alloys} == {"mine"}
    assert '"us-1"' in said


def test_the_plugin_is_for_a_folder_with_a_project(fleet: Path) -> None:
    assert (fleet / example("argocd-plugin.yaml")["spec"]["discover"]["fileName"]).is_file()


def test_the_application_set_has_the_clusters_of_the_inventory(fleet: Path) -> None:
    [generator] = example("argocd-applicationset.yaml")["spec"]["generators"]
    rows = call("fleet", "plan", "--jobs", "1").stdout.splitlines()[1:]
    assert [element["cluster"] for element in generator["list"]["elements"]] == [row.split()[0] for row in rows]


def test_the_application_set_of_what_is_built_finds_a_folder_of_manifests_each(fleet: Path) -> None:
    assert call("fleet", "build", "--jobs", "1").exit_code == 0
    [directory] = example("argocd-applicationset-built.yaml")["spec"]["generators"][0]["git"]["directories"]
    folders = [path for path in sorted(fleet.glob(directory["path"])) if path.is_dir()]
    assert [folder.name for folder in folders] == CLUSTERS
    assert all((folder / "collector-alloy-logs.yaml").is_file() for folder in folders)


def test_the_kustomization_of_flux_leads_to_paths_that_are_there(fleet: Path) -> None:
    (fleet / ".git").mkdir()
    project = (fleet / "alloyc.yaml").read_text()
    (fleet / "alloyc.yaml").write_text(project.replace("format: manifests", "format: flux"))
    assert call("fleet", "build", "--jobs", "1").exit_code == 0
    folder = fleet / example("flux-kustomization.yaml")["spec"]["path"]
    steps = list(yaml.safe_load_all((folder / "flux.yaml").read_text()))
    assert [(fleet / step["spec"]["path"] / "kustomization.yaml").is_file() for step in steps] == [True, True]


def query(**texts: str) -> str:
    """What Terraform gives the program, with the variables filled in."""
    source = json.loads((GITOPS / "terraform.tf.json").read_text())["data"]["external"]["alloyc"]
    return json.dumps({**source["query"], **texts}).replace("${var.cluster}", "eu-7")


def test_terraform_gets_a_text_for_each_file(fleet: Path) -> None:
    source = json.loads((GITOPS / "terraform.tf.json").read_text())["data"]["external"]["alloyc"]
    done = call(*source["program"][1:], input=query())
    result = json.loads(done.stdout)
    assert {type(text) for text in result.values()} == {str}
    assert all(len(list(yaml.safe_load_all(text))) == 1 and '"eu-7"' in text for text in result.values())


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (query(values="clusterMetricz: {}"), 1, "error[unknown-key]"),
        (query(format="helmfile"), 2, "the format of a query"),
        (query(namespace="x"), 2, "a query has values and format"),
        ('{"values": {}}', 2, "a JSON object of texts"),
        ("no json", 2, "a JSON object of texts"),
    ],
)
def test_terraform_is_told_what_is_wrong_on_standard_error(fleet: Path, given: str, code: int, said: str) -> None:
    done = call("build", "base.yaml", "--format", "terraform-external", input=given)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_init_reads_an_application_set_of_the_chart(tmp_path: Path) -> None:
    application_set = example("argocd-applicationset.yaml")
    source = application_set["spec"]["template"]["spec"]["source"]
    del source["plugin"]
    source |= {"chart": "k8s-monitoring", "helm": {"valueFiles": ["base.yaml", "clusters/{{.cluster}}.yaml"]}}
    (tmp_path / "set.yaml").write_text(yaml.safe_dump(application_set))
    assert [cluster["values"][1] for cluster in discover(tmp_path)["clusters"]] == [
        f"clusters/{c}.yaml" for c in CLUSTERS
    ]
