"""Go's `fmt`: how values are printed, and the verbs of `printf`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

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
            parts.append(_padded(_formatted(verb, flags, digits, settled(values[used])), flags, width, values[used]))
            used += 1
    parts.append(form[end:])
    if used < len(values):
        extra = ", ".join("<nil>" if value is None else f"{type_name(value)}={shown(value)}" for value in values[used:])
        parts.append(f"%!(EXTRA {extra})")
    return "".join(parts)


def _padded(text: str, flags: str, width: str | None, value: Any) -> str:
    missing = int(width or 0) - len(text)
    if missing <= 0:
        return text
    if "-" in flags:
        return text + " " * missing
    if "0" in flags:
        if isinstance(value, str) or value is None or text.startswith("%!"):
            return "0" * missing + text
        sign = text[:1] if text[:1] in ("+", "-", " ") else ""
        return sign + "0" * missing + text[len(sign) :]
    return " " * missing + text


def _formatted(verb: str, flags: str, precision: int | None, value: Any) -> str:
    """One value along one verb; what does not fit together is shown as Go shows it."""
    if verb == "T":
        return type_name(value)
    if "#" in flags:
        raise NotModelled("`printf` with `#`")
    match value:
        case bool() if verb in "tv":
            return shown(value)
        case str() if verb in "svqxX":
            return _string(verb, flags, precision, value)
        case float() if verb in "eEfFgGv":
            return _float(verb, flags, precision, value)
        case bool() | float() | str() | None:
            pass
        case int() if verb in "dvboxXcqU":
            return _integer(verb, flags, precision, value)
        case list():
            return _list(verb, flags, precision, value)
        case dict():
            if verb == "v":
                return shown(value)
            raise NotModelled("`printf` of a map")
    if value is None:
        return "<nil>" if verb == "v" else f"%!{verb}(<nil>)"
    return f"%!{verb}({type_name(value)}={shown(value)})"


def _list(verb: str, flags: str, precision: int | None, values: Sequence[Any]) -> str:
    if any(isinstance(value, Uint8) for value in values):
        raise NotModelled("`printf` of bytes")
    return "[" + " ".join(_formatted(verb, flags, precision, value) for value in values) + "]"


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
        if verb == "U":
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
