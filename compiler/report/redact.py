"""Hides secret values in a line of a user's text, before the line is shown.

It knows no YAML: a line may come from a file that cannot be read. Where in doubt it hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .diagnostics import Path

HIDDEN = "..."
MAX_LENGTH = 2000
"""Of a line that is looked at, in characters."""
_SECRET = re.compile(
    r"password|passwd|passphrase|token|secret|credential|authorization|bearer|apikey|accesskey|privatekey|signature"
    r"|connectionstring|cookie|key$|datasourcename$|extraheaders$|connectheader$|endpointparams$|(extra|^)env$"
)
_NO_SECRET = re.compile(
    r".*(password|token|clientsecret|id|username|ca|cert|key)key|(?!datasourcename).*(url|file|name|namespace|enabled)"
    r"|secretfilter"
)
_SECTION = "secret"
"""Says where the secrets of a destination are kept: what stands below it is shown."""
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[A-Za-z0-9_$][\w.$/\\\[\]-]*)\s*(?P<separator>[:=])\s*""")
_OPENS = re.compile(r"\s*([|>][-+0-9]*|[&!]\S+)?\s*(#.*)?$")
_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@|[^\s\"'/@:=]+:(?!//)[^\s\"'@]+@(?=\w)")
"""A user and a password before a host, in a URL or a data source."""
_BLOB = re.compile(r"-----BEGIN|^\s*[A-Za-z0-9+/=_-]{40,}\s*$")


def redacted(lines: list[str], at: int, path: Path) -> tuple[str, int]:
    """Line `at` as it may be shown, and from which character on it is hidden; its length where nothing is.

    Hidden is what follows a secret key in the line, and the whole line where it stands below one, or the path leads
    through one. So is a line that is too long to be looked at.
    """
    line = lines[at]
    if len(line) > MAX_LENGTH:
        return HIDDEN, 0
    address = _ADDRESS.search(line)
    hides = [address.start()] if address else []
    for found in _KEY.finditer(line):
        if is_secret(found["key"]) and not _OPENS.fullmatch(line, found.end("separator")):
            hides.append(found.end())
            break
    if _below_secret(lines, at) or _BLOB.search(line) or (not hides and _path_is_secret(path, line)):
        hides.append(_text_start(line))
    if not hides:
        return line, len(line)
    return line[: min(hides)] + HIDDEN, min(hides)


def is_secret(key: str) -> bool:
    """Whether the values of a key are likely secret. Of a dotted key, of one of its parts."""
    return any(_part_is_secret(part) for part in re.split(r"[./\[]", key))


def _part_is_secret(part: str) -> bool:
    word = _word(part)
    return bool(_SECRET.search(word)) and not _NO_SECRET.fullmatch(word)


def _word(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())


def _path_is_secret(path: Path, line: str) -> bool:
    """Whether the line, which names no secret key, holds the value of one. A key alone may be shown."""
    if any(isinstance(part, str) and _word(part) == "extraenv" for part in path[:-1]):
        return True
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    return is_secret(last) and not _KEY.search(line)


def _below_secret(lines: list[str], at: int) -> bool:
    """Whether a line is part of the value of a secret key above it, by indentation."""
    return any(is_secret(key) and _word(key) != _SECTION for key in _keys_above(lines, at))


def _keys_above(lines: list[str], at: int) -> Iterator[str]:
    """The keys in the lines that a line stands below. The dashes of a list may stand right below its key."""
    indent, in_list = _indent(lines[at]), _is_item(lines[at])
    for line in reversed(lines[:at]):
        if indent == 0 and not in_list:
            return
        start = _indent(line)
        if not line.strip() or line.lstrip().startswith("#") or start > indent:
            continue
        if start < indent or (in_list and not _is_item(line)):
            if _text_start(line) < indent or start == indent:
                yield from (found["key"] for found in _KEY.finditer(line[:MAX_LENGTH]))
            indent, in_list = start, _is_item(line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_item(line: str) -> bool:
    return line.lstrip().startswith("- ")


def _text_start(line: str) -> int:
    """Where the text of a line begins, behind blanks and the dashes of a list."""
    found = re.match(r"[\s]*(?:- +)*", line)
    return found.end() if found else 0


def without_hidden(text: str, hidden: str) -> str:
    """A sentence without the words between quotes or backticks that are in what a line hides."""
    return _QUOTED.sub(lambda found: _word_or_not(found, hidden), text) if hidden else text


_QUOTED = re.compile(r"`([^`]+)`|\"((?:[^\"\\]|\\.)*)\"")


def _word_or_not(found: re.Match[str], hidden: str) -> str:
    inner = found[1] or found[2] or ""
    return f"`{HIDDEN}`" if len(inner) > 2 and inner in hidden else found[0]
