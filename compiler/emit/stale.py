"""`--check`: what of a folder is not what the values build, as diagnostics and as a diff that shows no secrets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Span
from ..report.redact import HIDDEN, redacted
from .files import read

_SECRET_KEY = re.compile(r"(\s+[^\s:][^:]*:) .*")
_OF_SECRET = re.compile(r"(data|stringData):")


def check_files(directory: str, contents: Mapping[str, str], left: Collection[str]) -> list[Diagnostic]:
    """An error for each file that is not what the values build. `left` are those that an earlier build left."""
    found = []
    for name, content in contents.items():
        there = read(Path(directory) / name)
        if there != content:
            how = "is not there" if there is None else "is not what the values build"
            found.append(_stale("stale-file", directory, name, how, _first_difference(there or "", content)))
    return found + [_stale("leftover-file", directory, name, "is of an earlier build", 1) for name in left]


def _stale(code: Code, directory: str, name: str, how: str, line: int) -> Diagnostic:
    place = f"{directory}/{name}"
    return Diagnostic(code, f"`{place}` {how}", help="run `alloyc build` without `--check`", span=Span(place, line, 1))


def _first_difference(there: str, content: str) -> int:
    """The first line of a file that would change."""
    lines, wanted = there.splitlines(), content.splitlines()
    for number, (had, has) in enumerate(zip(lines, wanted, strict=False), 1):
        if had != has:
            return number
    return max(1, min(len(lines), len(wanted) + 1))


def differences(directory: str, contents: Mapping[str, str], left: Collection[str]) -> str:
    """What would have to change, as a unified diff; "" where nothing."""
    text = ""
    for name, content in {**contents, **dict.fromkeys(left, "")}.items():
        path = Path(directory) / name
        there = read(path)
        if there != content:
            before = f"{path} (absent)" if there is None else str(path)
            text += f"--- {before}\n+++ {path} (built)\n" + "".join(_hunks(there or "", content))
    return text


def _hunks(before: str, after: str) -> Iterator[str]:
    """Compares what the lines are, and shows of them what may be shown."""
    had, has = before.splitlines(), after.splitlines()
    had_secret, has_secret = _secret_lines(had), _secret_lines(has)
    for group in SequenceMatcher(None, had, has, autojunk=False).get_grouped_opcodes(3):
        (_, start, _, new_start, _), (_, _, end, _, new_end) = group[0], group[-1]
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
        for kind, first, last, new_first, new_last in group:
            if kind == "equal":
                yield from (f" {_shown(had, at, had_secret)}\n" for at in range(first, last))
                continue
            yield from (f"-{_shown(had, at, had_secret)}\n" for at in range(first, last))
            yield from (f"+{_shown(has, at, has_secret)}\n" for at in range(new_first, new_last))


def _range(start: int, end: int) -> str:
    return f"{start + 1 if end > start else start},{end - start}"


def _shown(lines: list[str], at: int, secret: Collection[int]) -> str:
    if at in secret:
        key = _SECRET_KEY.fullmatch(lines[at])
        return f"{key[1]} {HIDDEN}" if key else HIDDEN
    return redacted(lines, at, ())[0]


def _secret_lines(lines: list[str]) -> set[int]:
    """The lines that hold the data of a Kubernetes Secret."""
    found: set[int] = set()
    document: set[int] = set()
    is_secret = inside = False
    for number, line in enumerate([*lines, "---"]):
        if line.startswith("---"):
            found |= document if is_secret else set()
            document, is_secret, inside = set(), False, False
        elif not line.startswith((" ", "-")):
            is_secret |= line.startswith("kind: Secret")
            inside = _OF_SECRET.match(line) is not None
        elif inside:
            document.add(number)
    return found
