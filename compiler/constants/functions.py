"""The functions of Alloy's standard library that have a value at compile time (syntax/internal/stdlib/stdlib.go).

Those that choose among their arguments (`coalesce`, `array.concat`) are in `fold.py`. NotImplemented is a result that
is not known here: Alloy may have one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any


class Undefined(Exception):
    """An expression that Alloy cannot compute, whatever surrounds it."""


def text_of(value: Any) -> str:
    """A text; whole numbers become text as Alloy converts them. Raises TypeError for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError


def format_text(pattern: Any, *values: Any) -> Any:
    """Go's Sprintf for `%s`, `%d`, `%v`, `%q`-less patterns; other verbs are not known here."""
    verbs = re.findall(r"%(.?)", text_of(pattern))
    wanted = [verb for verb in verbs if verb != "%"]
    if any(verb not in "sdv" or not verb for verb in wanted) or len(wanted) != len(values):
        return NotImplemented
    for verb, value in zip(wanted, values, strict=True):
        fits = isinstance(value, str) if verb == "s" else isinstance(value, int) and not isinstance(value, bool)
        if not fits and not (verb == "v" and isinstance(value, str | bool)):
            return NotImplemented
    remaining = (str(value).lower() if isinstance(value, bool) else value for value in values)
    return re.sub(r"%(.)", lambda match: "%" if match[1] == "%" else str(next(remaining)), text_of(pattern))


def from_json(text: Any) -> Any:
    import json

    try:
        return json.loads(text_of(text), parse_constant=not_json)
    except ValueError as error:
        raise Undefined(f"this is no JSON: {error}") from None


def not_json(word: str) -> Any:
    """Python's `NaN` and `Infinity`, which Go does not take."""
    raise ValueError(f"`{word}` has no meaning here")


def from_base64(text: Any) -> Any:
    return decoded(text_of(text), b"+/")


def from_url_base64(text: Any) -> Any:
    return decoded(text_of(text), b"-_")


def decoded(text: str, others: bytes) -> Any:
    import base64
    import binascii

    compact = text.replace("\n", "").replace("\r", "")
    try:
        raw = base64.b64decode(compact, altchars=others, validate=True)
    except (binascii.Error, ValueError):
        raise Undefined("this is no base64") from None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return NotImplemented


def to_base64(text: Any) -> str:
    import base64

    return base64.b64encode(text_of(text).encode()).decode()


def to_url_base64(text: Any) -> str:
    import base64

    return base64.urlsafe_b64encode(text_of(text).encode()).decode()


def url_encode(text: Any) -> str:
    from urllib.parse import quote_plus

    return quote_plus(text_of(text), safe="~")


def url_decode(text: Any) -> Any:
    from urllib.parse import unquote_plus

    if re.search(r"%(?![0-9a-fA-F]{2})", text_of(text)):
        raise Undefined("a `%` is not followed by two hexadecimal digits")
    return unquote_plus(text_of(text))


def split(text: Any, separator: Any) -> list[str]:
    return text_of(text).split(text_of(separator)) if separator else list(text_of(text))


def join(items: Any, separator: Any) -> str:
    return text_of(separator).join(text_of(item) for item in items)


def path_join(*parts: Any) -> str:
    """Go's filepath.Join, on Linux: empty parts go, and the path is cleaned."""
    import posixpath

    joined = "/".join(filled for filled in map(text_of, parts) if filled)
    if not joined:
        return ""
    path = posixpath.normpath(joined)
    return path[1:] if path.startswith("//") else path


SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's strings.TrimSpace takes for blank."""

_BY_NAME: dict[str, Callable[..., Any]] = {
    "string.format": format_text,
    "string.join": join,
    "string.replace": lambda text, old, new: text_of(text).replace(text_of(old), text_of(new)),
    "string.split": split,
    "string.to_lower": lambda text: text_of(text).lower(),
    "string.to_upper": lambda text: text_of(text).upper(),
    "string.trim": lambda text, cutset: text_of(text).strip(text_of(cutset)) if cutset else text_of(text),
    "string.trim_prefix": lambda text, prefix: text_of(text).removeprefix(text_of(prefix)),
    "string.trim_suffix": lambda text, suffix: text_of(text).removesuffix(text_of(suffix)),
    "string.trim_space": lambda text: text_of(text).strip(SPACE),
    "encoding.from_json": from_json,
    "encoding.from_base64": from_base64,
    "encoding.from_URLbase64": from_url_base64,
    "encoding.to_base64": to_base64,
    "encoding.to_URLbase64": to_url_base64,
    "encoding.url_encode": url_encode,
    "encoding.url_decode": url_decode,
    "convert.nonsensitive": text_of,
    "file.path_join": path_join,
}

# What each is called since before they had namespaces.
_OLDER = {
    "format": "string.format",
    "join": "string.join",
    "replace": "string.replace",
    "split": "string.split",
    "to_lower": "string.to_lower",
    "to_upper": "string.to_upper",
    "trim": "string.trim",
    "trim_prefix": "string.trim_prefix",
    "trim_suffix": "string.trim_suffix",
    "trim_space": "string.trim_space",
    "json_decode": "encoding.from_json",
    "base64_decode": "encoding.from_base64",
    "nonsensitive": "convert.nonsensitive",
}

FUNCTIONS: Mapping[str, Callable[..., Any]] = _BY_NAME | {old: _BY_NAME[new] for old, new in _OLDER.items()}
