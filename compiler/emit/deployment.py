"""Where a tool that deploys finds what a build writes, and where it brings it."""

from __future__ import annotations

from pathlib import Path

from ..report.record import dataclass


@dataclass(frozen=True)
class Deployment:
    """Settings of Argo CD and Flux; what is empty has the tool's own default.

    `path` is the folder of the files in the repository. `namespace` is where the tool's own objects live. `server` is
    the cluster to deploy to, if not the tool's own: its address (Argo CD), or the Secret of its kubeconfig (Flux).
    `repository` is for Argo CD an address, for Flux the name of its GitRepository.
    """

    path: str = "."
    project: str = ""
    namespace: str = ""
    server: str = ""
    repository: str = ""


HERE = Deployment()


def path_in_repository(directory: str) -> str | None:
    """Where a directory is, seen from the top of the Git repository that it is in, or else, if the name is relative,
    from here. None where nobody can tell."""
    folder = Path(directory).resolve()
    for top in (folder, *folder.parents):
        if (top / ".git").exists():
            return folder.relative_to(top).as_posix()
    named = Path(directory)
    return None if named.is_absolute() or ".." in named.parts else named.as_posix()
