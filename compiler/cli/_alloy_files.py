"""Files of Alloy text that a command is given, and what they may import."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..report.codes import Code
    from ..report.diagnostics import Diagnostic, Refused

LARGEST = 4 * 1024 * 1024
"""Bytes of a configuration: more than any has, and no more than can be held."""
MOST_YAML = 1024 * 1024
"""Characters of a text that may be YAML; to find out takes long."""
STDIN = "<stdin>"


def alloy_files(names: Sequence[str]) -> list[str]:
    """The files that are named, each once; of a folder, every `*.alloy` in it and below it, but for hidden folders and
    links: what they lead to is elsewhere, or is found anyway."""
    found: list[str] = []
    for name in names:
        if not name:
            raise click.UsageError("a file has no name: the folder that you are in is `.`")
        if name == "-" or not os.path.isdir(name):
            found.append(name)
            continue
        inside = _inside(name)
        if not inside:
            raise click.UsageError(f"no *.alloy in the folder {name!r}")
        found += inside
    return list(dict.fromkeys(found))


def _inside(folder: str) -> list[str]:
    found: list[str] = []
    for inner, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = [os.path.join(inner, name) for name in sorted(files) if name.endswith(".alloy")]
        found += [path for path in paths if not os.path.islink(path)]
    return found


def read_alloy(name: str) -> str:
    """The text of an Alloy file, or of standard input for `-`. Raises Refused if it cannot be read."""
    try:
        data = _bytes(name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        raise _refused("unreadable-file", f"cannot read `{name}`: {reason}", "check the path", name) from None
    if len(data) > LARGEST:
        raise _refused("file-too-large", f"`{name}` is too large", "no configuration has 4 MiB", name)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _refused("invalid-utf8", f"`{name}` is not UTF-8 text", "save it as UTF-8", name) from None


def _bytes(name: str) -> bytes:
    """At most one more than is allowed: a file may have no end."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with open(name, "rb") as file:
        return file.read(LARGEST + 1)


def of_yaml(text: str, source: str) -> list[Diagnostic]:
    """The one thing to say of a text that is no Alloy, if it is YAML: a map with names for keys."""
    import yaml

    from ..report.diagnostics import Diagnostic, Span

    try:
        first = next(iter(yaml.safe_load_all(text)), None) if len(text) < MOST_YAML else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    if not (isinstance(first, dict) and first and all(isinstance(key, str) for key in first)):
        return []
    help = "`alloyc build` reads values; of a ConfigMap, give what stands below `data`"
    return [Diagnostic("syntax-error", "this is YAML, not Alloy", help=help, span=Span(source, 1, 1))]


def _refused(code: Code, message: str, help: str, name: str) -> Refused:
    from ..report.diagnostics import Diagnostic, Refused, Span

    return Refused([Diagnostic(code, message, help=help, span=Span(name, 1, 1))])


def importer(name: str, texts: dict[str, str]) -> Callable[[str], str | None]:
    """Gives the text of what an `import.file` names: a regular file below the configuration's folder.

    What is elsewhere is taken on trust, as what is not there is: it may be where Alloy runs, and here it is none of the
    configuration's. A folder is imported too, but not followed. `texts` gets what is read, to be shown.
    """
    folder = Path("." if name == "-" else name).resolve()
    folder = folder if name == "-" else folder.parent

    def read(path: str) -> str | None:
        try:
            found = (folder / path).resolve()
            if not (found.is_file() and found.is_relative_to(folder) and found.stat().st_size <= LARGEST):
                return None
            text = texts[seen_from_here(name, path)] = found.read_text(encoding="utf-8")
            return text
        except (OSError, ValueError, RuntimeError):
            return None

    return read


def seen_from_here(name: str, imported: str) -> str:
    """What a file is called that a configuration imports."""
    return str(Path("." if name == "-" else name).parent / imported)
