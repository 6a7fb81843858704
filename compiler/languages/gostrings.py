"""Strings as Go has them: UTF-8 bytes. Python's surrogate escapes stand for those that are no character."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What `unicode.IsSpace` takes for white space: fewer characters than Python does."""

_SHORT = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}


def encode(text: str) -> bytes:
    """The bytes of a string."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """The string of bytes; what is no UTF-8 stays what it is."""
    return data.decode("utf-8", "surrogateescape")


def size(text: str) -> int:
    """Go's `len`: bytes, not characters."""
    return len(text) if text.isascii() else len(encode(text))


def cut(text: str, begin: int, end: int) -> str:
    """`text[begin:end]`, counted in bytes."""
    return text[begin:end] if text.isascii() else decode(encode(text)[begin:end])


def is_valid(text: str) -> bool:
    """Whether the bytes are UTF-8."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def valid(text: str) -> str:
    """The string as runes: each byte that is no character becomes U+FFFD."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def lower(text: str) -> str:
    """`strings.ToLower`: each character for itself, and one for one."""
    if text.isascii():
        return text.lower()
    return "".join("i" if character == "\u0130" else character.lower() for character in text)


def upper(text: str) -> str:
    """`strings.ToUpper`: each character for itself, and one for one."""
    return text.upper() if text.isascii() else "".join(map(_upper_one, text))


def _upper_one(character: str) -> str:
    for candidate in (character.upper(), character.title()):
        if len(candidate) == 1:
            return candidate
    return character


def title(text: str) -> str:
    """`strings.Title`: an upper letter where a word begins."""
    words, previous = [], " "
    for character in text:
        starts = not (previous.isalnum() or previous == "_") and (previous.isascii() or previous in SPACES)
        words.append(_title_one(character) if starts else character)
        previous = character
    return "".join(words)


def _title_one(character: str) -> str:
    changed = character.title()
    return changed if len(changed) == 1 else character


def is_digit(character: str) -> bool:
    """`unicode.IsDigit`."""
    return unicodedata.category(character) == "Nd"


@cache
def _escape() -> re.Pattern[str]:
    return re.compile(
        r"\\(?:([abfnrtv\\\"'])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|(\\|\n)"
    )


def unquote(spelling: str) -> str | None:
    """`strconv.Unquote` of "..." or `...`: the value, or None where Go refuses the spelling."""
    mark, inner = spelling[:1], spelling[1:-1]
    if len(spelling) < 2 or spelling[-1] != mark:
        return None
    if mark == "`":
        return None if "`" in inner else inner.replace("\r", "")
    if mark != '"':
        return None
    if "\\" not in inner:
        return None if '"' in inner or "\n" in inner else inner
    return _unescaped(inner, '"')


def _unescaped(inner: str, mark: str) -> str | None:
    parts: list[bytes] = []
    end = 0
    for found in _escape().finditer(inner):
        parts.append(encode(inner[end : found.start()]))
        end = found.end()
        short, byte, short_code, long_code, octal, wrong = found.groups()
        if wrong or (short in ('"', "'") and short != mark):
            return None
        if short:
            parts.append(_SHORT.get(short, short).encode())
        elif byte:
            parts.append(bytes([int(byte, 16)]))
        elif octal:
            if int(octal, 8) > 255:
                return None
            parts.append(bytes([int(octal, 8)]))
        else:
            code = int(short_code or long_code, 16)
            if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return None
            parts.append(chr(code).encode())
    parts.append(encode(inner[end:]))
    return decode(b"".join(parts))


def unquote_character(spelling: str) -> int | None:
    """`strconv.UnquoteChar` of '...': the code of the one character, or None."""
    inner = spelling[1:-1]
    value = _unescaped(inner, "'") if "\\" in inner else inner
    if value is None or len(value) != 1 or (value in "'\n" and "\\" not in inner):
        return None
    code = ord(value)
    return code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code


def parse_int(text: str, low: int = -(2**63), high: int = 2**63 - 1) -> int | None:
    """`strconv.ParseInt(text, 10, 64)`: None where Go gives an error."""
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        return None
    value = int(text)
    return value if low <= value <= high else None


def format_float(value: float, form: str = "f", large: int = 6) -> str:
    """`strconv.FormatFloat(value, form, -1, 64)`: the fewest digits that say the number.

    Form "g" goes over to an exponent from 10^`large` on and below 10^-4, as `%v` does.
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    sign = "-" if repr(value)[0] == "-" else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + ("" if fraction == "0" else fraction)).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + ("" if fraction == "0" else fraction)) - len(digits))
    point = point if digits else 1
    digits = digits.rstrip("0") or "0"
    if form == "e" or (form == "g" and (point - 1 < -4 or point - 1 >= large)):
        tail = "." + digits[1:] if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{point - 1:+03d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    padded = digits.ljust(point, "0")
    return f"{sign}{padded[:point]}" + ("." + padded[point:] if len(padded) > point else "")
