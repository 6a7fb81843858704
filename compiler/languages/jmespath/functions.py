"""The functions of JMESPath: the types of their arguments, and what they give."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from .. import gojson
from ..fault import EvaluationFault, NotModelled
from ..gostrings import SPACES, encode, lower, upper

Function: TypeAlias = Callable[..., Any]


def checked(name: str, types: str, values: list[Any]) -> None:
    """Raises EvaluationFault for arguments that are too few, too many or of other types.

    Types stand between blanks: `?` before one that may be missing, `*` after one that may be there often.
    """
    wanted = types.split()
    needed = sum(not each.startswith("?") for each in wanted)
    many = wanted[-1:] and wanted[-1].endswith("*")
    if len(values) < needed or (len(values) > len(wanted) and not many):
        raise EvaluationFault(f"{name} takes other arguments")
    for place, value in enumerate(values):
        kinds = wanted[min(place, len(wanted) - 1)].strip("?*").split("|")
        if not any(_is(kind, value) for kind in kinds):
            raise EvaluationFault(f"{name} takes {kinds}")


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "any":
            return not callable(value)
        case "number":
            return type(value) is float
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "numbers":
            return isinstance(value, list) and all(type(item) is float for item in value)
        case "strings":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "arrays":
            return isinstance(value, list) and all(isinstance(item, list) for item in value)
    return callable(value)


def _contains(where: Any, what: Any) -> bool:
    if isinstance(where, str):
        return isinstance(what, str) and what in where
    if isinstance(what, list | dict) and any(type(item) is type(what) for item in where):
        raise EvaluationFault("contains does not compare lists and objects")
    return any(type(item) is type(what) and item == what for item in where)


def _by(values: list[Any], key: Function) -> list[Any]:
    keys = [key(value) for value in values]
    kinds = {type(each) for each in keys}
    if len(values) > 1 and kinds not in ({float}, {str}):
        raise EvaluationFault("values of other types cannot be ordered")
    return [encode(each) if isinstance(each, str) else each for each in keys]


def _extreme(choose: Function, values: list[Any], key: Function | None) -> Any:
    """The first of the largest or smallest."""
    if len(values) < 2:
        return values[0] if values else None
    keys = _by(values, key or (lambda value: value))
    return values[keys.index(choose(keys))]


def _sorted(values: list[Any], key: Function | None) -> list[Any]:
    if len(values) < 2:
        return values
    keys = _by(values, key or (lambda value: value))
    return [values[place] for place in sorted(range(len(values)), key=keys.__getitem__)]


def _alone(found: list[Any]) -> list[Any]:
    if len(found) > 1:
        raise NotModelled("the order of the members of a JSON object: Alloy takes a random one")
    return found


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value if type(value) is float else None
    try:
        return float(gojson.loads(value)) if value[:1] in "-0123456789" else _other_number(value)
    except EvaluationFault:
        return _other_number(value)


def _other_number(value: str) -> None:
    """What is no JSON number may still be one for Go: `+1`, `.5`, `inf`, `0x1p1`."""
    if value[:1] in "+-.0123456789iInN" and value:
        raise NotModelled("`to_number` of a text that is no JSON number")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        shown = gojson.dumps(value)
        return shown.replace("e-0", "e-") if "e-0" in shown else shown
    return gojson.dumps(value)


def _strip(method: Callable[[str, str], str]) -> Function:
    return lambda text, signs="": method(text, signs or SPACES)


def _type(value: Any) -> str:
    names = {float: "number", str: "string", list: "array", dict: "object", bool: "boolean"}
    return names.get(type(value), "null")


def _split(text: str, sign: str, count: float = -1.0) -> list[str]:
    if not text:
        return []
    if not count.is_integer() or not sign:
        raise NotModelled("`split` into characters")
    return text.split(sign, int(count))


def _merged(*objects: dict[str, Any]) -> dict[str, Any]:
    return {key: value for each in objects for key, value in each.items()}


FUNCTIONS: dict[str, tuple[str, Function | None]] = {
    "abs": ("number", abs),
    "avg": ("numbers", lambda values: sum(values) / len(values) if values else None),
    "ceil": ("number", lambda value: float(math.ceil(value))),
    "contains": ("array|string any", _contains),
    "ends_with": ("string string", str.endswith),
    "find_first": ("string string ?number ?number", None),
    "find_last": ("string string ?number ?number", None),
    "floor": ("number", lambda value: float(math.floor(value))),
    "from_items": ("arrays", None),
    "group_by": ("array reference", None),
    "items": ("object", lambda value: _alone([[key, item] for key, item in value.items()])),
    "join": ("string strings", str.join),
    "keys": ("object", lambda value: _alone(list(value))),
    "length": ("string|array|object", lambda value: float(len(value))),
    "lower": ("string", lower),
    "map": ("reference array", lambda function, values: [function(value) for value in values]),
    "max": ("numbers|strings", lambda values: _extreme(max, values, None)),
    "max_by": ("array reference", lambda values, key: _extreme(max, values, key)),
    "merge": ("object*", _merged),
    "min": ("numbers|strings", lambda values: _extreme(min, values, None)),
    "min_by": ("array reference", lambda values, key: _extreme(min, values, key)),
    "not_null": ("any*", lambda *values: next((value for value in values if value is not None), None)),
    "pad_left": ("string number ?string", None),
    "pad_right": ("string number ?string", None),
    "replace": ("string string string ?number", None),
    "reverse": ("array|string", lambda value: value[::-1]),
    "sort": ("strings|numbers", lambda values: _sorted(values, None)),
    "sort_by": ("array reference", _sorted),
    "split": ("string string ?number", _split),
    "starts_with": ("string string", str.startswith),
    "sum": ("numbers", lambda values: float(sum(values))),
    "to_array": ("any", lambda value: value if isinstance(value, list) else [value]),
    "to_number": ("any", _number),
    "to_string": ("any", _text),
    "trim": ("string ?string", _strip(str.strip)),
    "trim_left": ("string ?string", _strip(str.lstrip)),
    "trim_right": ("string ?string", _strip(str.rstrip)),
    "type": ("any", _type),
    "upper": ("string", upper),
    "values": ("object", lambda value: _alone(list(value.values()))),
    "zip": ("array array*", lambda *lists: [list(row) for row in zip(*lists, strict=False)]),
}
