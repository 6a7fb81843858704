"""Targets from files: those that a file lists, and those that are files."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ..graph.component import Component
from .given import World
from .trace import Unknown


def file_targets(simulation: World, component: Component) -> list[dict[str, str]]:
    """`discovery.file`: groups of targets in JSON or YAML, each with the path that it was read from."""
    targets = []
    files = _files(simulation)
    for pattern in simulation.argument(component, "files", []):
        for path in sorted(path for path in files if matches_path(pattern, path)):
            for group in _groups(files[path], path):
                shared = {"__meta_filepath": path, **(group.get("labels") or {})}
                targets += [{**shared, "__address__": str(place)} for place in group.get("targets") or []]
    return targets


def _groups(text: str, path: str) -> list[dict[str, Any]]:
    import yaml

    try:
        groups = yaml.safe_load(text) or []
    except yaml.YAMLError:
        raise Unknown(f"`{path}` is neither JSON nor YAML") from None
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise Unknown(f"`{path}` is no list of groups of targets")
    return groups


def matched_files(simulation: World, component: Component) -> list[dict[str, str]]:
    """`local.file_match`: a target for each file that a `__path__` matches and its `__path_exclude__` does not."""
    files = _files(simulation)
    targets = []
    for target in simulation.argument(component, "path_targets", []):
        pattern, excluded = target.get("__path__", ""), target.get("__path_exclude__", "")
        matching = (
            path for path in files if matches_path(pattern, path) and not (excluded and matches_path(excluded, path))
        )
        targets += [{**target, "__path__": path} for path in sorted(matching)]
    return targets


def _files(simulation: World) -> dict[str, str]:
    if simulation.given.files is None:
        raise Unknown("the files were not given")
    return dict(simulation.given.files)


def matches_path(pattern: str, path: str) -> bool:
    """Whether a pattern of paths, as `__path__` has it, matches one."""
    return _glob(pattern).fullmatch(path) is not None


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of paths: `*`, `?`, `[...]`, `{a,b}`, and `**` for any folders."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\]|[{},])", pattern)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
    text, open_braces = "", 0
    for part in parts:
        open_braces += {"{": 1, "}": -1}.get(part, 0)
        if part == "," and open_braces:
            text += "|"
        elif part.startswith("[") and part.endswith("]"):
            text += part.replace("[!", "[^")
        else:
            text += signs.get(part) or re.escape(part)
    return re.compile(text, re.DOTALL)
