"""Which files of a folder are ours: what `build` wrote there, in a file of the folder itself.

So a file that is no longer made (of a collector that was renamed) is known, and one of the user's own is never touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from ..report.diagnostics import Diagnostic, Span
from .files import SECRETS, read, write_decided

MARK = "# Written by alloyc: change the values, not this file.\n"
"""The first line of a file that a tool takes with all others in its folder."""
RECORD = ".alloyc"
"""No ending, since kubectl and Argo CD take whatever ends in `.yaml` or `.json`."""
_HEAD = "# Files that alloyc wrote here, by format. Keep it with them: `alloyc build` removes those no longer made.\n"
_MARKED_FOLDERS = (".", "services", "collectors", "collectors/objects")
_UNKNOWN = "-"
"""In the place of the checksum of Secrets, which would help to guess what is in them."""


def record(directory: str, form: str, contents: Mapping[str, str], kept: Collection[str] | None) -> str:
    """The text of the record once a build has written its files. The files of other formats stay in it, and of this
    one those that were `kept`; all of them where that is None."""
    lines = {
        line
        for line in _lines(directory)
        if line[0] != form or (line[2] not in contents if kept is None else line[2] in kept)
    }
    lines |= {(form, _checksum(name, text), name) for name, text in contents.items()}
    return _text(lines)


def is_recorded(directory: str, form: str, contents: Mapping[str, str]) -> bool:
    """Whether a folder has these files and no others of ours, in so far as its record alone can tell."""
    if any(text.startswith(MARK) for text in contents.values()):
        return False
    return read(Path(directory) / RECORD) == _text(
        (form, _checksum(name, text), name) for name, text in contents.items()
    )


def _text(lines: Iterable[tuple[str, str, str]]) -> str:
    return _HEAD + "".join(f"{form} {checksum} {name}\n" for form, checksum, name in sorted(lines))


def write_recorded(
    directory: str, form: str, contents: Mapping[str, str], whole: bool
) -> tuple[list[str], list[str], list[str]]:
    """Writes the files of a build with the record of them, and removes those of an earlier one unless this is not a
    `whole` build. Gives the names that were written, that were removed, and that stay although nothing makes them.
    Raises Refused."""
    gone: list[str] = []
    stays: list[str] = []

    def decide() -> tuple[Mapping[str, str], Collection[str]]:
        left = leftovers(directory, form, contents) if whole else {}
        gone[:] = [name for name, removable in left.items() if removable]
        stays[:] = [name for name, removable in left.items() if not removable]
        return {**contents, RECORD: record(directory, form, contents, stays if whole else None)}, gone

    return write_decided(directory, decide), gone, stays


def _lines(directory: str) -> Iterator[tuple[str, str, str]]:
    for line in (read(Path(directory) / RECORD) or "").splitlines():
        parts = line.split(" ", 2)
        if len(parts) == 3 and not line.startswith("#") and _is_below(parts[2]):
            yield parts[0], parts[1], parts[2]


def recorded_formats(directory: str) -> list[str]:
    """The formats that a folder has files of."""
    return sorted({form for form, _, _ in _lines(directory)})


def _is_below(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _checksum(name: str, text: str) -> str:
    return _UNKNOWN if Path(name).name == SECRETS else sha256(text.encode()).hexdigest()


def is_unchanged(file: Path) -> bool:
    """Whether a file is as a build wrote it: the record of its folder has it, with the same checksum."""
    text = read(file)
    checksum = None if text is None else _checksum(file.name, text)
    return any(found == checksum and name == file.name for _, found, name in _lines(str(file.parent)))


def leftovers(directory: str, form: str, contents: Mapping[str, str]) -> dict[str, bool]:
    """Files of an earlier build in this format that this one does not have, and whether each may be removed: not if
    somebody changed it, since then it is theirs. Of Secrets, our mark has to say it."""
    folder, found = Path(directory), {}
    recorded = {name: checksum for of, checksum, name in _lines(directory) if of == form}
    others = {name for of, _, name in _lines(directory) if of != form}
    marked = _marked(folder) if any(text.startswith(MARK) for text in contents.values()) else []
    for name in dict.fromkeys((*sorted(recorded), *marked)):
        text = read(folder / name)
        if text is not None and name not in contents and name not in others:
            checksum = _checksum(name, text)
            found[name] = recorded.get(name) == checksum and (checksum != _UNKNOWN or text.startswith(MARK))
    return found


def _marked(folder: Path) -> list[str]:
    """Files with our mark, of builds that kept no record."""
    paths = (path for name in _MARKED_FOLDERS for path in sorted((folder / name).glob("*.yaml")))
    marked = (path for path in paths if (read(path) or "").startswith(MARK))
    return [path.relative_to(folder).as_posix() for path in marked]


def check_leftovers(directory: str, names: Collection[str]) -> list[Diagnostic]:
    """A warning for each file of an earlier build that stays."""
    return [
        Diagnostic(
            "leftover-file",
            f"`{directory}/{name}` is of an earlier build, and this one has no such file",
            help="it is not as alloyc wrote it: remove it, or what is in it stays deployed",
            severity="warning",
            span=Span(f"{directory}/{name}", 1, 1),
        )
        for name in names
    ]
