"""Some of the clusters of a project: by name, or those that changed since a revision."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from .clusters import ClusterInput
from .read import NAME, Project


class NoRevision(Exception):
    """Git does not know the revision, or there is no repository. Says what git says."""


def named(clusters: Sequence[ClusterInput], patterns: Sequence[str]) -> list[ClusterInput]:
    """The clusters whose name one of the patterns matches; all without patterns."""
    return [c for c in clusters if not patterns or any(fnmatchcase(c.name, pattern) for pattern in patterns)]


def changed_since(project: Project, clusters: Sequence[ClusterInput], revision: str) -> list[ClusterInput]:
    """The clusters that read a file that is not as it was at the revision; all where the project file or an inventory
    is not. Raises NoRevision."""
    changed = changed_files(project.folder, revision)
    shared = {NAME, *(matrix.inventory for matrix in project.file.matrix)}
    if changed & shared:
        return list(clusters)
    return [cluster for cluster in clusters if changed.intersection(cluster.files)]


def changed_files(folder: Path, revision: str) -> set[str]:
    """Files below a folder that differ from a revision, or that git does not have yet. Raises NoRevision."""
    differing = git(folder, "diff", "--name-only", "--relative", "-z", "--end-of-options", revision, "--", ".")
    unknown = git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return {name for name in (differing + unknown).decode(errors="surrogateescape").split("\0") if name}


def git(folder: Path, *arguments: str) -> bytes:
    """What git prints. Raises NoRevision with its own words."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError:
        raise NoRevision("git cannot be run") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NoRevision(said[0] if said else "git failed")
    return done.stdout


def checkout(folder: Path, revision: str, scratch: Path) -> Path:
    """The folder as it was at a revision, below `scratch`. Raises NoRevision."""
    import io
    import tarfile

    commit = git(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    with tarfile.open(fileobj=io.BytesIO(git(folder, "archive", "--format=tar", commit, "."))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch
