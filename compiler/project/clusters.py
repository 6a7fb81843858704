"""The clusters of a project: those that are listed, and those of each matrix."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..report.diagnostics import Diagnostic, Refused
from .model import Matrix
from .read import Project

_VARIABLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class ClusterInput:
    """What one cluster is built from: values files below the project's folder, and what is set over them."""

    name: str
    files: tuple[str, ...]
    sets: tuple[tuple[str, str], ...] = ()
    """Keys of values, each with JSON."""
    output: str = ""
    region: str = ""
    """The variable `region`, if there is one."""
    tests: tuple[str, ...] = ()
    """The test files that it has to pass."""
    path: str = ""
    """Where its folder is in the repository, for formats that say so."""


def clusters_of(project: Project) -> list[ClusterInput]:
    """Every cluster, sorted by name. Raises Refused with every fault, two clusters of one name among them."""
    found: list[Diagnostic] = []
    made = list(_made(project, found))
    found += _missing_tests(project)
    seen: dict[str, ClusterInput] = {}
    for cluster in made:
        if cluster.name in seen:
            message = f"two clusters are called `{cluster.name}`"
            found.append(project.fault("repeated-cluster", message, (), "give each a name of its own"))
        seen[cluster.name] = cluster
    outputs: dict[str, str] = {}
    for cluster in seen.values():
        other = outputs.setdefault(cluster.output, cluster.name)
        if other != cluster.name:
            message = f"`{other}` and `{cluster.name}` are written into one folder, `{cluster.output}`"
            found.append(project.fault("repeated-cluster", message, ("output",), "put `{cluster}` into it"))
    if found:
        raise Refused(dict.fromkeys(found))
    return [seen[name] for name in sorted(seen)]


def _made(project: Project, found: list[Diagnostic]) -> Iterator[ClusterInput]:
    file = project.file
    for number, cluster in enumerate(file.clusters):
        variables = {"cluster": cluster.name, **cluster.variables}
        layers = [*file.values, *cluster.values]
        yield from _cluster(project, cluster.name, layers, cluster.set, variables, ("clusters", number), found)
    for number, matrix in enumerate(file.matrix):
        at = ("matrix", number)
        for variables, own in _cells(project, matrix, at, found):
            name = _filled(matrix.name, variables)
            layers = [*file.values, *matrix.over, *own]
            known = {**variables, "cluster": name} if name is not None else variables
            yield from _cluster(project, name, layers, matrix.set, known, at, found)
    if not file.clusters and not file.matrix:
        name = project.folder.name or "cluster"
        yield from _cluster(project, name, file.values, {}, {"cluster": name}, ("values",), found)


def _cluster(
    project: Project,
    name: str | None,
    layers: list[str],
    sets: Mapping[str, Any],
    variables: Mapping[str, str],
    at: tuple[str | int, ...],
    found: list[Diagnostic],
) -> Iterator[ClusterInput]:
    """A cluster with its variables filled in, or the fault that one is missing."""
    files = [_filled(layer, variables) for layer in layers]
    given = {key: _filled_tree(value, variables) for key, value in {**project.file.set, **sets}.items()}
    output = _filled(project.file.output, variables)
    if name is None or output is None or None in files:
        known = ", ".join(sorted(variables))
        message = f"a variable in {{}} has no value for `{name or 'a cluster'}`"
        found.append(project.fault("unknown-variable", message, at, f"there are {known}"))
        return
    if not files and not given:
        found.append(project.fault("missing-key", f"`{name}` has no values", at, "add `values:`"))
        return
    if not _is_folder_name(name):
        message = f"`{name}` is no name of a cluster"
        found.append(project.fault("invalid-name", message, at, "use letters, digits, `.`, `_` and `-`"))
        return
    texts = tuple((key, json.dumps(value, ensure_ascii=False)) for key, value in given.items())
    yield ClusterInput(
        name,
        tuple(str(file) for file in files),
        texts,
        os.path.normpath(output),
        variables.get("region", ""),
        tuple(_tests(project, variables)),
    )


def _tests(project: Project, variables: Mapping[str, str]) -> Iterator[str]:
    """The test files of a cluster: those that are there. Not every region needs one of its own."""
    for pattern in project.file.tests:
        yield from _found(project.folder, _filled(pattern, variables) or "")


def _found(folder: Path, pattern: str) -> tuple[str, ...]:
    if "*" not in pattern:
        return (str(pattern),) if (folder / pattern).is_file() else ()
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.glob(str(pattern)) if path.is_file()))


def _missing_tests(project: Project) -> Iterator[Diagnostic]:
    """Tests that no cluster can have, since there is no such file."""
    for number, pattern in enumerate(project.file.tests):
        if not _VARIABLE.search(pattern) and not _found(project.folder, pattern):
            message = f"there is no test file `{pattern}`"
            yield project.fault("unreadable-file", message, ("tests", number), "name files below the project's folder")


def _is_folder_name(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*", name) is not None


def _filled(text: str, variables: Mapping[str, str]) -> str | None:
    """The text with its variables, or None where it names one that is not there."""
    if any(name not in variables for name in _VARIABLE.findall(text)):
        return None
    return _VARIABLE.sub(lambda found: variables[found[1]], text)


def _filled_tree(value: Any, variables: Mapping[str, str]) -> Any:
    match value:
        case str():
            filled = _filled(value, variables)
            return value if filled is None else filled
        case dict():
            return {key: _filled_tree(item, variables) for key, item in value.items()}
        case list():
            return [_filled_tree(item, variables) for item in value]
    return value


def _cells(
    project: Project, matrix: Matrix, at: tuple[str | int, ...], found: list[Diagnostic]
) -> Iterator[tuple[dict[str, str], list[str]]]:
    """The variables of each cluster of a matrix, and its own files."""
    pattern = matrix.clusters.replace("*", "{cluster}")
    if matrix.inventory:
        for row in _rows(project, matrix.inventory, (*at, "inventory"), found):
            own = _filled(pattern, row) if pattern else None
            yield row, [own] if own and (project.folder / own).is_file() else []
        return
    if not pattern:
        found.append(project.fault("missing-key", "a matrix has no clusters", at, "add `clusters:` or `inventory:`"))
        return
    for path in sorted(project.folder.glob(str(_VARIABLE.sub("*", pattern)))):
        name = path.relative_to(project.folder).as_posix()
        matched = _matcher(pattern).fullmatch(name)
        if matched and path.is_file():
            yield matched.groupdict(), [name]


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    """The paths of a pattern, a group each variable; one that stands twice is the same text twice."""
    seen: set[str] = set()
    text = ""
    for piece in re.split(r"(\{[A-Za-z_][A-Za-z0-9_]*\})", pattern):
        variable = _VARIABLE.fullmatch(piece)
        if not variable:
            text += re.escape(piece)
        else:
            text += f"(?P={variable[1]})" if variable[1] in seen else f"(?P<{variable[1]}>[^/]+)"
            seen.add(variable[1])
    return re.compile(text)


def _rows(
    project: Project, inventory: str, at: tuple[str | int, ...], found: list[Diagnostic]
) -> Iterator[dict[str, str]]:
    """The rows of an inventory: a CSV file with a head, or a JSON list of objects."""
    file = project.folder / inventory
    help = "it is a CSV file with a head, or a JSON list of objects, with `cluster` in each"
    try:
        rows = _read_rows(file)
    except (OSError, ValueError, csv.Error):
        found.append(project.fault("invalid-inventory", f"`{inventory}` cannot be read", at, help))
        return
    for number, row in enumerate(rows, 1):
        texts = {str(key): _as_text(value) for key, value in row.items() if isinstance(key, str) and value is not None}
        if not texts.get("cluster"):
            found.append(project.fault("invalid-inventory", f"row {number} of `{inventory}` has no cluster", at, help))
        else:
            yield texts


def _read_rows(file: Path) -> list[dict[str, Any]]:
    text = file.read_text("utf-8-sig")
    if file.suffix != ".json":
        return list(csv.DictReader(text.splitlines()))
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no list of objects")
    return rows


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
