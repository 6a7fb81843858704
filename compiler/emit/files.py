"""Writing what was built: all of it or nothing, each file by renaming a finished one into its place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path
from tempfile import NamedTemporaryFile

from ..diagnostics import Diagnostic, Refused, Span


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
    """What writing would change, as a unified diff; "" where nothing."""
    text = ""
    for name, content in contents.items():
        path = Path(directory) / name
        there = read(path)
        if there != content:
            before = f"{path} (absent)" if there is None else str(path)
            text += "".join(
                unified_diff((there or "").splitlines(True), content.splitlines(True), before, f"{path} (built)")
            )
    return text
