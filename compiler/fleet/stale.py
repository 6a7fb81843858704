"""Folders of clusters that are no more. Which folders are ours is in a record beside them, and of each folder only what
its own record has is removed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from ..emit.files import read, write
from ..emit.record import RECORD, check_leftovers, leftovers, recorded_formats
from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic

FLEET_RECORD = ".alloyc-fleet"
_HEAD = "# Folders that alloyc fleet build wrote. Keep it with them: those of clusters that are no more are removed.\n"


def root_of(project: Project, output: Path | None) -> Path:
    """The folder that has those of all clusters: what stands before the first variable of `output`."""
    if output is not None:
        return output
    before, variable, _ = project.file.output.partition("{")
    fixed = before.rpartition("/")[0] if variable else os.path.dirname(before)
    return project.folder / os.path.normpath(fixed or ".")


def folder_of(project: Project, output: Path | None, cluster: ClusterInput) -> Path:
    """The folder of one cluster."""
    return (output / cluster.name) if output else project.folder / cluster.output


def note(root: Path, folders: Iterable[Path]) -> None:
    """Records folders before anything is written into them, so that a build that is killed leaves none unknown."""
    _write(root, {*_recorded(root), *(_name(root, folder) for folder in folders)})


def remove_stale(root: Path, folders: Iterable[Path]) -> tuple[list[Path], list[Diagnostic]]:
    """Removes what was written into folders that are none of a cluster any more. Gives those that are gone, and a
    warning for each file that somebody changed, which stays. Raises Refused."""
    recorded, wanted = _recorded(root), {_name(root, folder) for folder in folders}
    gone: list[Path] = []
    found: list[Diagnostic] = []
    for name in sorted(recorded - wanted):
        stays = _emptied(root / name)
        found += check_leftovers(str(root / name), stays)
        if not stays:
            gone.append(root / name)
    if gone:
        _write(root, recorded - {_name(root, folder) for folder in gone})
    return gone, found


def _emptied(folder: Path) -> Collection[str]:
    """What stays in a folder once all that we wrote there is removed."""
    stays: list[str] = []
    for form in recorded_formats(str(folder)):
        left = leftovers(str(folder), form, {})
        write(str(folder), {}, [name for name, removable in left.items() if removable])
        stays += [name for name, removable in left.items() if not removable]
    if not stays and folder.is_dir():
        (folder / RECORD).unlink(missing_ok=True)
        for inner in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
            with suppress(OSError):
                inner.rmdir()
        with suppress(OSError):
            folder.rmdir()
    return stays


def _recorded(root: Path) -> set[str]:
    lines = (read(root / FLEET_RECORD) or "").splitlines()
    return {line for line in lines if line and not line.startswith(("#", "/")) and ".." not in Path(line).parts}


def _write(root: Path, names: Iterable[str]) -> None:
    write(str(root), {FLEET_RECORD: _HEAD + "".join(f"{name}\n" for name in sorted(names))})


def _name(root: Path, folder: Path) -> str:
    return folder.relative_to(root).as_posix()
