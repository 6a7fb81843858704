"""JSON as Alloy's log stages read and write it: by json-iterator (`stage.json`, `stage.pack`), or Go's own package."""

from __future__ import annotations

import json
import re
from typing import Any

from .fault import EvaluationFault, NotModelled
from .gostrings import format_float, valid


def loads(text: str) -> Any:
    """The value of a text; every number is a float. Raises EvaluationFault where it is no JSON.

    Of what json-iterator takes beyond JSON, control characters in strings, nothing is said: NotModelled.
    """
    try:
        value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_refuse)
    except RecursionError:
        raise NotModelled("JSON that is nested very deep") from None
    except ValueError:
        if "\\" in text and min(text) < " " and _is_lax_json(text):
            raise NotModelled("JSON with control characters in a string") from None
        raise EvaluationFault("no JSON") from None
    return _without_surrogates(value) if "\\u" in text else value


def loads_strictly(text: str) -> Any:
    """As `encoding/json` reads it: bytes that are no UTF-8 become U+FFFD. Raises EvaluationFault."""
    try:
        value = json.loads(valid(text), parse_int=float, parse_constant=_refuse)
    except RecursionError:
        raise NotModelled("JSON that is nested very deep") from None
    except ValueError:
        raise EvaluationFault("no JSON") from None
    return _without_surrogates(value) if "\\u" in text else value


def members(text: str) -> list[tuple[str, Any]]:
    """The members of an object in order, doubled ones too; none for null. Raises EvaluationFault."""

    class Members(list[tuple[str, Any]]):
        """Tells an object from an array."""

    try:
        value = json.loads(valid(text), object_pairs_hook=Members, parse_int=float, parse_constant=_refuse)
    except RecursionError:
        raise NotModelled("JSON that is nested very deep") from None
    except ValueError:
        raise EvaluationFault("no JSON") from None
    if value is None:
        return []
    if not isinstance(value, Members):
        raise EvaluationFault("no JSON object")
    return [(_without_surrogates(key), _without_surrogates(item)) for key, item in value]


def elements(text: str) -> list[str]:
    """The spellings of the items of an array. Raises EvaluationFault where the text is no JSON array."""
    if not isinstance(loads_strictly(text), list):
        raise EvaluationFault("no JSON array")
    decoder, blank = json.JSONDecoder(), " \t\r\n"
    position = text.index("[") + 1
    found: list[str] = []
    while True:
        while text[position] in blank + ",":
            position += 1
        if text[position] == "]":
            return found
        _, end = decoder.raw_decode(text, position)
        found.append(text[position:end])
        position = end


def dumps(value: Any) -> str:
    """As json-iterator writes it. Raises NotModelled for an object of several keys: their order differs run by run."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return quote(value)
        case int() | float():
            large = value != 0 and not 1e-6 <= abs(value) < 1e21
            return format_float(float(value), "e" if large else "f")
        case list():
            return "[" + ",".join(map(dumps, value)) + "]"
        case dict() if len(value) > 1:
            raise NotModelled("the order of the keys of a JSON object: Alloy takes a random one")
        case dict():
            return "{" + ",".join(f"{quote(key)}:{dumps(item)}" for key, item in value.items()) + "}"
    raise EvaluationFault("no JSON value")


def quote(text: str) -> str:
    """A string, with what HTML knows escaped too."""
    if not re.search('[\x00-\x1f"\\\\<>&\x7f-\U0010ffff]', text):
        return f'"{text}"'
    return '"' + re.sub('[\x00-\x1f"\\\\<>&\u2028\u2029\ud800-\udfff]', _escaped, text) + '"'


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def _number(spelling: str) -> float:
    value = float(spelling)
    if value in (float("inf"), float("-inf")):
        raise ValueError(spelling)
    return value


def _refuse(spelling: str) -> Any:
    raise ValueError(spelling)


def _is_lax_json(text: str) -> bool:
    try:
        json.loads(text, strict=False, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _without_surrogates(value: Any) -> Any:
    """Half a pair of `\\u` escapes stands for no character."""
    match value:
        case str():
            return value if value.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", value)
        case list():
            return [_without_surrogates(item) for item in value]
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
        case tuple():
            return tuple(_without_surrogates(item) for item in value)
    return value
