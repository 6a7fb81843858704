"""What a project file may say."""

from typing import Any, Literal

from ..values.options import Options, Text, unset

FORMATS = ("alloy", "configmap", "manifests", "helmfile", "kustomize", "argocd", "flux", "fleet-management")


class Cluster(Options):
    """One cluster: its values files, the later over the earlier, and what is set over them."""

    name: str
    values: list[str] = []
    variables: dict[str, Text] = {}
    set: dict[str, Any] = {}


class Matrix(Options):
    """Many clusters: each file that `clusters` finds, or each row of `inventory`, over the files of `over`.

    `{NAME}` in `clusters` takes a part of a path as a variable; `*` is `{cluster}`. `over`, `name` and `set` use
    variables the same way. With both, the rows are the clusters, and their files may be missing.
    """

    clusters: str = ""
    inventory: str = ""
    over: list[str] = []
    name: str = "{cluster}"
    set: dict[str, Any] = {}


class Checks(Options):
    """The codes that `alloyc check` looks for, or leaves out, and the policy that it holds the values to."""

    select: list[str] = []
    ignore: list[str] = []
    policy: str = ""


class ProjectFile(Options):
    """A project file. Paths are below its folder."""

    release: str = "k8smon"
    namespace: str = "default"
    chart_version: Text = ""
    alloy_version: Text = ""
    format: Literal[FORMATS] = "alloy"  # type: ignore[valid-type]
    output: str = "out/{cluster}"
    level: Literal[0, 1, 2] = 1
    comments: Literal["none", "origin", "lines"] = "origin"
    unknown_keys: Literal["error", "warn"] = "error"
    ignore: list[str] = []
    values: list[str] = []
    set: dict[str, Any] = {}
    clusters: list[Cluster] = []
    matrix: list[Matrix] = []
    checks: Checks = unset(Checks)
    budgets: list[str] = []
    tests: list[str] = []


def project_schema() -> dict[str, Any]:
    """The JSON Schema of a project file, for editors."""
    schema = ProjectFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "alloyc project"}
