"""A project file for a folder that is there already: from what Argo CD, Helmfile or Flux read in it, or its layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from .flux import flux_clusters

BASES = ("base.yaml", "common.yaml", "defaults.yaml", "values.yaml")
CHART = "k8s-monitoring"
_FIELD = re.compile(r"\{\{\s*\.?([A-Za-z_.\[\]0-9-]+)\s*\}\}")


def discover(folder: Path) -> dict[str, Any]:
    """What a project file of the folder says: what a tool that deploys says, else what the layout looks like."""
    for document in _documents(folder):
        found = _application_set(document) if document.get("kind") == "ApplicationSet" else _helmfile(document)
        if found:
            return found
    return flux_clusters(folder, CHART) or _layout(folder)


def _documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The YAML documents at the top of a folder, and one folder below."""
    for file in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"), *folder.glob("*/*.yaml"))):
        try:
            documents = list(yaml.safe_load_all(file.read_text("utf-8")))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        yield from (document for document in documents if isinstance(document, dict))


def _layout(folder: Path) -> dict[str, Any]:
    """`clusters/NAME/values.yaml` or `clusters/NAME.yaml` over a base, or one file for one cluster."""
    base = [name for name in BASES if (folder / name).is_file()]
    for pattern in ("clusters/*/*/values.yaml", "clusters/*/values.yaml", "clusters/*/*.yaml", "clusters/*.yaml"):
        if any(folder.glob(pattern)):
            own = pattern.replace("*/*", "{region}/{cluster}").replace("*", "{cluster}")
            over = [*base, *(["regions/{region}.yaml"] if "{region}" in own and (folder / "regions").is_dir() else [])]
            return {"matrix": [{"clusters": own, "over": over, "set": {"cluster.name": "{cluster}"}}]}
    return {"values": base or ["values.yaml"]}


def _application_set(document: dict[str, Any]) -> dict[str, Any]:
    """Clusters of the list generator, and those of the git generator's files and folders, with the chart's values."""
    spec = document.get("spec") or {}
    source = _source((spec.get("template") or {}).get("spec") or {})
    if source is None:
        return {}
    helm = source.get("helm") or {}
    files = [_in_project(file) for file in helm.get("valueFiles") or []]
    found: dict[str, Any] = {"release": helm["releaseName"]} if helm.get("releaseName") else {}
    namespace = (((spec.get("template") or {}).get("spec") or {}).get("destination") or {}).get("namespace")
    found |= {"namespace": namespace} if namespace else {}
    for generator in spec.get("generators") or []:
        elements = (generator.get("list") or {}).get("elements") or []
        for element in elements:
            texts = {key: str(value) for key, value in element.items() if not isinstance(value, dict | list)}
            name = texts.get("cluster") or texts.get("name") or ""
            layers = [_with_fields(file, texts) for file in files]
            found.setdefault("clusters", []).append({"name": name, "values": layers})
        for path in (generator.get("git") or {}).get("directories") or []:
            folder = str(path.get("path", "")).strip("/")
            own = f"{folder.replace('*', '{cluster}')}/values.yaml"
            over = [file for file in files if "{{" not in file]
            found.setdefault("matrix", []).append({"clusters": own, "over": over})
    return found if "clusters" in found or "matrix" in found else {}


def _with_fields(text: str, fields: dict[str, str]) -> str:
    return _FIELD.sub(lambda field: fields.get(field[1], field[0]), text)


def _source(spec: dict[str, Any]) -> dict[str, Any] | None:
    sources = [*(spec.get("sources") or []), *([spec["source"]] if spec.get("source") else [])]
    return next((s for s in sources if s.get("chart") == CHART or CHART in str(s.get("path", ""))), None)


def _in_project(file: str) -> str:
    """Without what says which of several sources has it: `$values/base.yaml`."""
    return re.sub(r"^\$[A-Za-z0-9_-]+/", "", file)


def _helmfile(document: dict[str, Any]) -> dict[str, Any]:
    """The releases of the chart, each a cluster by its context or name."""
    releases = document.get("releases")
    mine = [r for r in releases if str(r.get("chart", "")).endswith(CHART)] if isinstance(releases, list) else []
    clusters = []
    for release in mine:
        files = [file for file in release.get("values") or [] if isinstance(file, str)]
        clusters.append({"name": release.get("kubeContext") or release.get("name", ""), "values": files})
    namespaces = {release.get("namespace") for release in mine} - {None}
    found: dict[str, Any] = {"namespace": namespaces.pop()} if len(namespaces) == 1 else {}
    return {**found, "clusters": clusters} if clusters else {}
