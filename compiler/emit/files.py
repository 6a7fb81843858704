"""Writing what was built: all of it or nothing, each file by renaming a finished one into its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..report.diagnostics import Diagnostic, Refused, Span

MARK = "# Written by alloyc: change the values, not this file.\n"
"""The first line of a file that a tool takes with all others in its folder."""
MARKED_FOLDERS = (".", "services", "collectors", "collectors/objects")


def write(directory: str, contents: Mapping[str, str]) -> list[str]:
    """Writes files into a directory, which is made if it is not there. Gives the names that changed.

    Raises Refused if anything cannot be written; then no file has changed.
    """
    folder = Path(directory)
    finished: list[tuple[str, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            if read(folder / name) == content:
                continue
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("wb", dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
                finished.append((file.name, target))
                file.write(content.encode())
        for temporary, target in finished:
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
    except OSError as error:
        for temporary, _ in finished:
            Path(temporary).unlink(missing_ok=True)
        raise Refused([_unwritable(directory, error)]) from None
    return [str(target.relative_to(folder)) for _, target in finished]


def leftovers(directory: str, contents: Mapping[str, str]) -> list[str]:
    """Files of an earlier build that this one does not have, where a tool would still take them."""
    if not any(text.startswith(MARK) for text in contents.values()):
        return []
    folder = Path(directory)
    there = (path.relative_to(folder) for name in MARKED_FOLDERS for path in sorted((folder / name).glob("*.yaml")))
    names = [path.as_posix() for path in there]
    return [name for name in names if name not in contents and (read(folder / name) or "").startswith(MARK)]


def check_leftovers(directory: str, contents: Mapping[str, str]) -> list[Diagnostic]:
    """A warning for each file of an earlier build: it may be the only one that somebody has, so it is not removed."""
    return [
        Diagnostic(
            "leftover-file",
            f"`{directory}/{name}` is of an earlier build, and this one has no such file",
            help="remove it, or what is in it stays deployed",
            severity="warning",
            span=Span(f"{directory}/{name}", 1, 1),
        )
        for name in leftovers(directory, contents)
    ]


def _unwritable(directory: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        "unwritable-output",
        f"cannot write to `{directory}`: {error.strerror or error}",
        help="give a directory that can be written to with `-o`",
        span=Span("-o", 1, 1),
    )


def read(path: Path) -> str | None:
    """The content of a file, or None where there is none that can be read."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return None


def differences(directory: str, contents: Mapping[str, str]) -> str:
    """What would have to change, as a unified diff; "" where nothing. Files of an earlier build would have to go."""
    from difflib import unified_diff  # only --check needs it

    text = ""
    for name, content in {**contents, **dict.fromkeys(leftovers(directory, contents), "")}.items():
        path = Path(directory) / name
        there = read(path)
        if there != content:
            before = f"{path} (absent)" if there is None else str(path)
            text += "".join(
                unified_diff((there or "").splitlines(True), content.splitlines(True), before, f"{path} (built)")
            )
    return text
