"""Strings of Alloy: what a spelling means, and how a value is spelled. The rules are those of Go's `strconv`."""

from __future__ import annotations

import re
from functools import cache

_SHORT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_SPELLED = {character: "\\" + letter for letter, character in _SHORT.items()}


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(r"((?:\\(?:[0-7]{3}|x[0-9a-fA-F]{2}))+)|\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")


@cache
def _unprintable() -> re.Pattern[str]:
    return re.compile(r"[^ !#-\[\]-~]")


def unquote(spelling: str) -> str:
    """The value of a double-quoted string, quotes included in the spelling. Bytes that are no UTF-8 become U+FFFD."""
    inner = spelling[1:-1]
    return _escape().sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(match: re.Match[str]) -> str:
    run, short_code, long_code, letter = match.groups()
    if letter:
        return _SHORT[letter]
    if not run:
        return chr(int(short_code or long_code, 16))
    codes = re.findall(r"\\(x?)([0-9a-fA-F]+)", run)
    return bytes(int(digits, 16 if hexadecimal else 8) for hexadecimal, digits in codes).decode(errors="replace")


def quote(value: str) -> str:
    """A value as a double-quoted string: what is printable stays as it is, as Go's `%q` has it."""
    if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return '"' + _unprintable().sub(_escaped, value) + '"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SPELLED:
        return _SPELLED[character]
    if character.isprintable() and character != "\ufeff":
        return character
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xD800 <= code < 0xE000:
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
