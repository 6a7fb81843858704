"""Functions that read a text, or write one that can be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ....languages.ottl.convert import parse_int
from ....languages.ottl.values import EvaluationError, Unmodelled, Value, attribute_text
from ..patterns import pattern, search


def parse_json(target: str) -> Value:
    """An object or an array; its numbers are floats. Raises EvaluationError for other JSON, and for what is none."""
    try:
        value = json.loads(target, parse_int=_number, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise EvaluationError("this is no JSON") from None
    if not isinstance(value, (dict, list)):
        raise EvaluationError("neither an object nor an array")
    return _without_halves(value)


def _number(text: str) -> float:
    value = float(text)
    if abs(value) == float("inf"):
        raise ValueError
    return value


def _refuse(text: str) -> float:
    raise ValueError


def _without_halves(value: Value) -> Value:
    """Half of a surrogate pair, which JSON can spell, becomes U+FFFD."""
    match value:
        case str():
            return re.sub("[\ud800-\udfff]", "\ufffd", value)
        case list():
            return [_without_halves(item) for item in value]
        case dict():
            return {_without_halves(key): _without_halves(item) for key, item in value.items()}
    return value


def parse_key_value(target: str, delimiter: str = "=", pair_delimiter: str = " ") -> dict[str, Value]:
    if not target:
        raise EvaluationError("cannot parse from empty target")
    parsed: dict[str, Value] = {}
    for pair in _pairs(target, pair_delimiter):
        key, found, value = pair.partition(delimiter)
        if not found:
            raise EvaluationError(f"cannot split {pair!r} into a key and a value")
        parsed[key.strip(_BLANKS)] = value.strip(_BLANKS)
    return parsed


_BLANKS = " \t\n\v\f\r\x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


def _pairs(text: str, delimiter: str) -> list[str]:
    """A text at its delimiters, but for those between quotes, which are left out; what a backslash precedes is no
    quote."""
    pairs, current, quote, escaped, position = [], "", "", False, 0
    while position < len(text):
        character = text[position]
        if not quote and text.startswith(delimiter, position):
            pairs += [current] if current else []
            current = ""
            position += len(delimiter)
            continue
        position += 1
        if escaped:
            escaped = False
        elif not quote and character in "\"'":
            quote = character
            continue
        elif character == quote:
            quote = ""
            continue
        else:
            escaped = character == "\\"
        current += character
    if quote:
        raise EvaluationError("a quote does not end")
    return [*pairs, current] if current else pairs


def to_key_value_string(
    target: dict[str, Value], delimiter: str = "=", pair_delimiter: str = " ", sort_output: bool = False
) -> str:
    def quoted(text: str) -> str:
        text = text.replace('"', '\\"')
        return f'"{text}"' if pair_delimiter in text or delimiter in text else text

    keys = sorted(target) if sort_output else target
    return pair_delimiter.join(quoted(key) + delimiter + quoted(attribute_text(target[key])) for key in keys)


def extract_patterns(target: Callable[[], str], pattern_: Callable[[], str]) -> dict[str, Value]:
    compiled = pattern(pattern_())
    if not compiled.groupindex:
        raise EvaluationError("at least 1 named capture group must be supplied")
    match = search(compiled, target())
    if match is None:
        return {}
    names = sorted(compiled.groupindex, key=lambda name: compiled.groupindex[name])
    return {name: match.group(compiled.groupindex[name]) or "" for name in names}


def parse_integer(target: str, base: int) -> int:
    if base == 0:
        raise Unmodelled("a base that the number itself says")
    value = parse_int(target, base) if 2 <= base <= 36 else None
    if value is None:
        raise EvaluationError("this is no number of that base")
    return value


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "ParseInt": parse_integer,
    "ParseJSON": parse_json,
    "ParseKeyValue": parse_key_value,
    "ToKeyValueString": to_key_value_string,
}
LAZY: dict[str, Callable[..., Any]] = {
    "ExtractPatterns": lambda target, pattern: extract_patterns(target, pattern),
}
