"""Go's `fmt.Sprintf`, for the values that OTTL has."""

from __future__ import annotations

import re

from ....languages.ottl.values import NAMES, Plain, Unmodelled, Value

_VERB = re.compile(r"%([-+# 0]*)(\d+)?(?:\.(\d*))?(.|$)", re.DOTALL)


def sprintf(template: str, values: list[Value]) -> str:
    """The template with its verbs filled in. Raises Unmodelled for verbs and values whose form is not modelled."""
    given = iter(values)
    used = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal used
        verb = match[4]
        if verb == "%":
            return "%"
        if not verb:
            return "%!(NOVERB)"
        if verb in "*[":
            raise Unmodelled("a width that is an argument")
        if used >= len(values):
            return f"%!{verb}(MISSING)"
        used += 1
        return _filled(match[1], match[2], match[3], verb, next(given))

    text = _VERB.sub(fill, template)
    extra = values[used:]
    if not extra:
        return text
    shown = (f"{_type(value)}={_plain(value)}" if value is not None else "<nil>" for value in extra)
    return f"{text}%!(EXTRA {', '.join(shown)})"


def _filled(flags: str, width: str | None, precision: str | None, verb: str, value: Value) -> str:
    text = _verb(flags, precision, verb, value)
    if width is None:
        return text
    size = int(width)
    if "-" in flags:
        return text.ljust(size)
    if "0" in flags and type(value) in (int, float):
        sign = text[0] if text[:1] in ("+", "-", " ") else ""
        return sign + text[len(sign) :].rjust(size - len(sign), "0")
    if "0" in flags:
        raise Unmodelled("zeros before what is no number")
    return text.rjust(size)


def _verb(flags: str, precision: str | None, verb: str, value: Value) -> str:
    if "#" in flags or " " in flags:
        raise Unmodelled(f"the flags `{flags}` of a format")
    match verb, value:
        case ("v", None):
            return "<nil>"
        case (_, None):
            return f"%!{verb}(<nil>)"
        case ("v", _) if precision is None and not flags.strip("-0"):
            return _plain(value)
        case ("s", str()):
            return value if precision is None else value[: int(precision or 0)]
        case ("q", str()) if precision is None:
            return _quoted(value)
        case ("t", bool()):
            return "true" if value else "false"
        case ("d" | "x" | "X" | "o" | "b", int()) if precision is None and not isinstance(value, bool):
            return f"{value:{'+' if '+' in flags else ''}{verb}}"
        case ("x" | "X", str()) if precision is None:
            digits = value.encode(errors="surrogateescape").hex()
            return digits.upper() if verb == "X" else digits
        case ("f" | "F" | "e" | "E", float()) if value == value and abs(value) != float("inf"):
            return f"{value:{'+' if '+' in flags else ''}.{6 if precision is None else int(precision or 0)}{verb}}"
        case ("g", float()) if precision is None and not flags.strip("-0"):
            return _plain(value)
    if isinstance(value, (str, bool, int, float)) and _is_foreign(verb, value):
        return f"%!{verb}({_type(value)}={_plain(value)})"
    raise Unmodelled(f"`%{verb}` of such a value")


def _is_foreign(verb: str, value: Value) -> bool:
    if isinstance(value, str):
        return verb not in "svqxX"
    if isinstance(value, bool):
        return verb not in "tv"
    return verb not in ("bcdoOqxXUv" if isinstance(value, int) else "beEfFgGxXv")


def _type(value: Value) -> str:
    if type(value) not in NAMES:
        raise Unmodelled("the name of a type in a format")
    return NAMES[type(value)]


def _plain(value: Value) -> str:
    """A value as `%v` has it."""
    match value:
        case None:
            return "<nil>"
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int():
            return str(value)
        case float():
            return _shortest(value)
        case Plain() | tuple():
            return f"[{' '.join(map(_plain, value))}]"
    raise Unmodelled("the Collector's own map or list, or a time, in a format")


def _shortest(value: float) -> str:
    if value != value or abs(value) == float("inf"):
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
    digits, _, power = f"{value!r}".partition("e")
    for precision in range(17):
        text = f"{value:.{precision}e}"
        if float(text) == value:
            break
    digits, _, power = text.partition("e")
    if -4 <= int(power) < 21:
        from ....languages.ottl.values import float_text

        return float_text(value) if abs(value) >= 1e-6 or value == 0 else f"{value:f}"
    return f"{digits}e{power[0]}{power[1:].rjust(2, '0')}"


def _quoted(text: str) -> str:
    from ....syntax.strings import quote

    return quote(text)
