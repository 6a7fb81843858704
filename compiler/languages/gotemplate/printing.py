"""Go's `fmt`: how values are printed, and the verbs of `printf`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from ...syntax.strings import quote
from ..fault import NotModelled
from ..gostrings import encode, format_float
from .values import Uint8, settled, type_name


def sprint(*values: Any) -> str:
    """`fmt.Sprint`: a blank between two values neither of which is a string."""
    parts: list[str] = []
    for place, value in enumerate(values):
        if place and not isinstance(value, str) and not isinstance(values[place - 1], str):
            parts.append(" ")
        parts.append(shown(value))
    return "".join(parts)


def sprintln(*values: Any) -> str:
    """`fmt.Sprintln`."""
    return " ".join(map(shown, values)) + "\n"


def shown(value: Any) -> str:
    """`%v`."""
    match settled(value):
        case str():
            return str(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "<nil>"
        case int():
            return str(int(value))
        case float():
            return format_float(value, "g")
        case list():
            return "[" + " ".join(map(shown, value)) + "]"
        case dict():
            return "map[" + " ".join(f"{key}:{shown(item)}" for key, item in sorted(value.items())) + "]"
    raise NotModelled(f"printing a {type(value).__name__}")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(r"%([-+# 0]*)(\*|[0-9]+)?(?:(\.)(\*|[0-9]+)?)?(\[|[\s\S]|$)")


def sprintf(form: str, *values: Any) -> str:
    """`fmt.Sprintf`. Raises NotModelled for what is rare: indexed arguments, `%p`, `%v` with `#` on maps."""
    parts: list[str] = []
    used = end = 0
    for found in _verb().finditer(form):
        parts.append(form[end : found.start()])
        end = found.end()
        flags, width, dot, precision, verb = found.groups()
        if verb == "[" or "*" in (width, precision):
            raise NotModelled("`printf` with numbered arguments or `*`")
        if verb == "%":
            parts.append("%")
        elif verb == "":
            parts.append("%!(NOVERB)")
        elif used >= len(values):
            parts.append(f"%!{verb}(MISSING)")
        else:
            digits = int(precision or 0) if dot else None
            parts.append(_formatted(_Verb(verb, flags, int(width or 0), digits), settled(values[used])))
            used += 1
    parts.append(form[end:])
    if used < len(values):
        extra = ", ".join("<nil>" if value is None else f"{type_name(value)}={shown(value)}" for value in values[used:])
        parts.append(f"%!(EXTRA {extra})")
    return "".join(parts)


class _Verb(NamedTuple):
    """A verb with its flags, width and precision."""

    letter: str
    flags: str
    width: int
    precision: int | None

    def padded(self, text: str, is_number: bool = False) -> str:
        """The text, as wide as it should be."""
        missing = self.width - len(text)
        if missing <= 0:
            return text
        if "-" in self.flags:
            return text + " " * missing
        if "0" not in self.flags:
            return " " * missing + text
        sign = text[:1] if is_number and text[:1] in ("+", "-", " ") else ""
        return sign + "0" * missing + text[len(sign) :]


def _formatted(verb: _Verb, value: Any) -> str:
    """One value along one verb; what does not fit together is shown as Go shows it."""
    letter = verb.letter
    if letter == "T":
        return verb.padded(type_name(value))
    if "#" in verb.flags:
        raise NotModelled("`printf` with `#`")
    match value:
        case bool() if letter in "tv":
            return verb.padded(shown(value))
        case str() if letter in "svqxX":
            return verb.padded(_string(letter, verb.flags, verb.precision, value))
        case float() if letter in "eEfFgGv":
            return verb.padded(_float(letter, verb.flags, verb.precision, value), is_number=True)
        case float() if letter in "bxX":
            raise NotModelled(f"`printf` of a number with `%{letter}`")
        case bool() | float() | str() | None:
            pass
        case int() if letter in "dvboxXcqU":
            is_number = letter not in "cqU"
            return verb.padded(_integer(letter, verb.flags, verb.precision, value), is_number)
        case list():
            return _list(verb, value)
        case dict():
            if letter == "v" and not verb.width:
                return shown(value)
            raise NotModelled("`printf` of a map")
    if value is None:
        return verb.padded("<nil>") if letter == "v" else f"%!{letter}(<nil>)"
    return f"%!{letter}({type_name(value)}={_formatted(verb._replace(letter='v'), value)})"


def _list(verb: _Verb, values: Sequence[Any]) -> str:
    if any(isinstance(value, Uint8) for value in values):
        raise NotModelled("`printf` of bytes")
    return "[" + " ".join(_formatted(verb, value) for value in values) + "]"


def _string(verb: str, flags: str, precision: int | None, value: str) -> str:
    if verb in "xX":
        data = encode(value)[:precision]
        digits = data.hex(" ") if " " in flags else data.hex()
        return digits.upper() if verb == "X" else digits
    text = value if precision is None else value[:precision]
    if verb == "q":
        if "+" in flags:
            raise NotModelled("`printf` with `%+q`")
        return quote(text)
    return text


def _integer(verb: str, flags: str, precision: int | None, value: int) -> str:
    if verb in "cqU":
        if verb == "U" and value >= 0:
            return f"U+{value:04X}"
        if not 0 <= value < 0x110000 or 0xD800 <= value < 0xE000:
            value = 0xFFFD
        if verb == "c":
            return chr(value)
        raise NotModelled("`printf` with `%q` of a number")
    if precision is not None and "0" in flags:
        raise NotModelled("`printf` of a number with a precision and `0`")
    digits = format(abs(value), {"v": "d"}.get(verb, verb))
    if precision is not None:
        digits = "" if precision == 0 and value == 0 else digits.rjust(precision, "0")
    return ("-" if value < 0 else "+" if "+" in flags else " " if " " in flags else "") + digits


def _float(verb: str, flags: str, precision: int | None, value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise NotModelled("`printf` of a number that is not finite")
    form = "g" if verb == "v" else verb.lower()
    if precision is None and form == "g":
        text = format_float(abs(value), "g")
    elif form == "g":
        text = f"{abs(value):.{precision or 1}g}"
    else:
        text = f"{abs(value):.{6 if precision is None else precision}{form}}"
    negative = repr(value)[0] == "-"
    sign = "-" if negative else "+" if "+" in flags else " " if " " in flags else ""
    return sign + (text.upper() if verb in "EG" else text)
