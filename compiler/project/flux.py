"""Clusters of a Flux repository: a HelmRelease of the chart reads its values from ConfigMaps, and the kustomization of
each cluster makes these of files, its own and those of the kustomizations that it builds on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

KUSTOMIZATION = "kustomization.yaml"
_FOLDERS = ("clusters", "overlays")
"""Folders that have one folder for each cluster."""


def flux_clusters(folder: Path, chart: str) -> dict[str, Any]:
    """What a project file says of the clusters; nothing where there is no such release."""
    releases = [spec for spec in _releases(folder) if spec.get("chart", {}).get("spec", {}).get("chart") == chart]
    if not releases:
        return {}
    wanted = [str(source.get("name")) for spec in releases for source in spec.get("valuesFrom") or []]
    known = {file.parent.resolve(): document for file, document in _documents(folder) if file.name == KUSTOMIZATION}
    built_on = {base for at, document in known.items() for base in _bases(at, document, known)}
    clusters = []
    for at in sorted(known):
        made = _maps(at, known)
        files = [file for name in dict.fromkeys(wanted) for file in made.get(name, ())]
        if files and at not in built_on:
            values = [os.path.relpath(file, folder.resolve()) for file in files]
            clusters.append({"name": _name(at.relative_to(folder.resolve())), "values": values})
    said = {"release": releases[0].get("releaseName"), "namespace": releases[0].get("targetNamespace")}
    found: dict[str, Any] = {key: value for key, value in said.items() if value}
    return {**found, "clusters": clusters} if clusters else {}


def _documents(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for file in sorted(folder.rglob("*.yaml")):
        try:
            documents = list(yaml.safe_load_all(file.read_text("utf-8")))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        yield from ((file, document) for document in documents if isinstance(document, dict))


def _releases(folder: Path) -> Iterator[dict[str, Any]]:
    for _, document in _documents(folder):
        if document.get("kind") == "HelmRelease" and isinstance(document.get("spec"), dict):
            yield document["spec"]


def _bases(at: Path, document: Mapping[str, Any], known: Mapping[Path, Any]) -> Iterator[Path]:
    """The kustomizations that one builds on."""
    for name in document.get("resources") or []:
        base = Path(os.path.normpath(at / str(name)))
        if base in known:
            yield base


def _maps(at: Path, known: Mapping[Path, dict[str, Any]], above: tuple[Path, ...] = ()) -> dict[str, list[Path]]:
    """The files of each ConfigMap that a kustomization makes, by its name."""
    found: dict[str, list[Path]] = {}
    if at in above:
        return found
    for base in _bases(at, known[at], known):
        found |= _maps(base, known, (*above, at))
    for made in known[at].get("configMapGenerator") or []:
        files = [str(entry).rpartition("=")[2] for entry in made.get("files") or []]
        merged = found.get(str(made.get("name")), []) if made.get("behavior") == "merge" else []
        found[str(made.get("name"))] = [*merged, *(Path(os.path.normpath(at / file)) for file in files)]
    return found


def _name(at: Path) -> str:
    """What the cluster of a folder is called: the part of its path below `clusters`, else the last one."""
    parts = at.parts
    below = [part for folder, part in pairwise(parts) if folder in _FOLDERS]
    return below[0] if below else at.name
