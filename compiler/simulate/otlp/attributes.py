"""otelcol.processor.attributes: actions on the attributes of spans, log records and data points."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from typing import Any

from ...languages.ottl.convert import parse_float, parse_int, truncate
from ...languages.ottl.values import EvaluationError, Value, attribute_text, remove_key
from ..trace import Unknown
from .arguments import Arguments, Facts, Refused
from .journal import Note
from .matching import matcher
from .messages import Message, data_points
from .paths import copy_value
from .patterns import pattern, search
from .records import records

Attributes = dict[str, Value]
Act = Callable[[Attributes], None]
_CONTEXT = {"traces": "span", "logs": "log", "metrics": "metric"}


def attributes(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree. Raises Refused."""
    acts = [(_act(action), action.at) for action in arguments.blocks("action")]
    wanted = matcher(arguments, signal)
    for record in records(_CONTEXT[signal], signal, tree):
        if wanted(record):
            for own in _attributes_of(record[_CONTEXT[signal]], signal):
                for act, at in acts:
                    act(own)
                    note(at)


def _attributes_of(message: Message, signal: str) -> Iterator[Attributes]:
    if signal == "metrics":
        yield from (point["attributes"] for point in data_points(message))
    else:
        yield message["attributes"]


def _act(action: Arguments) -> Act:
    name, key = str(action.get("action", "")).lower(), str(action.get("key", ""))
    maker = _MAKERS.get(name)
    if maker is None:
        raise Refused(f"there is no action `{name}`")
    if not key and not (name in ("delete", "hash") and action.get("pattern")):
        raise Refused(f"`{name}` wants a key")
    _check_sources(name, action)
    return maker(action, key)


def _check_sources(name: str, action: Arguments) -> None:
    sources = sum(bool(action.get(source)) for source in ("from_attribute", "from_context"))
    sources += action.get("value") is not None
    if name in ("insert", "update", "upsert"):
        if sources != 1:
            raise Refused(f"`{name}` wants one of value, from_attribute and from_context")
        unused: tuple[str, ...] = ("pattern", "converted_type")
    elif name == "convert":
        unused = ("value", "from_attribute", "from_context", "pattern")
    elif name == "extract":
        unused = ("value", "from_attribute", "from_context", "converted_type")
    else:
        unused = ("value", "from_attribute", "converted_type")
    for argument in unused:
        if action.get(argument) not in (None, ""):
            raise Refused(f"`{name}` does not use `{argument}`")


def _put(accepts: Callable[[bool], bool]) -> Callable[[Arguments, str], Act]:
    def make(action: Arguments, key: str) -> Act:
        value, source, context = action.get("value"), action.get("from_attribute"), action.get("from_context")

        def act(own: Attributes) -> None:
            if context:
                raise Unknown("what came with the request (`from_context`)")
            if value is None and source not in own:
                return
            if accepts(key in own):
                own[key] = copy_value(value if value is not None else own[source])

        return act

    return make


def _compiled(action: Arguments) -> Any:
    try:
        return pattern(action.get("pattern")) if action.get("pattern") else None
    except EvaluationError as error:
        raise Refused(str(error)) from None


def _matching(compiled: Any, own: Attributes) -> list[str]:
    return [] if compiled is None else [key for key in own if search(compiled, key) is not None]


def _delete(action: Arguments, key: str) -> Act:
    compiled = _compiled(action)

    def act(own: Attributes) -> None:
        remove_key(own, key)
        for name in _matching(compiled, own):
            del own[name]

    return act


def _hash(action: Arguments, key: str) -> Act:
    compiled = _compiled(action)

    def act(own: Attributes) -> None:
        for name in [*([key] if key in own else []), *_matching(compiled, own)]:
            own[name] = hashed(own[name])

    return act


def hashed(value: Value) -> str:
    """SHA-256 of a value's bytes; "" for a value that has none."""
    match value:
        case str():
            raw = value.encode(errors="surrogateescape")
        case bool():
            raw = bytes([value])
        case int():
            raw = struct.pack("<q", value)
        case float():
            raw = struct.pack("<d", value)
        case _:
            return ""
    return hashlib.sha256(raw).hexdigest()


def _extract(action: Arguments, key: str) -> Act:
    compiled = _compiled(action)
    if compiled is None:
        raise Refused("`extract` wants a pattern")
    if not compiled.groups or len(compiled.groupindex) < compiled.groups:
        raise Refused("each group of the pattern wants a name")
    names = sorted(compiled.groupindex, key=lambda name: int(compiled.groupindex[name]))

    def act(own: Attributes) -> None:
        value = own.get(key)
        match = search(compiled, value) if isinstance(value, str) else None
        if match is not None:
            for name in names:
                own[name] = match.group(name) or ""

    return act


def _convert(action: Arguments, key: str) -> Act:
    target = action.get("converted_type", "")
    if target not in _CONVERSIONS:
        raise Refused(f"`{target}` is no type to convert to")

    def act(own: Attributes) -> None:
        if key in own:
            own[key] = _CONVERSIONS[target](own[key])

    return act


def _to_int(value: Value) -> Value:
    match value:
        case bool():
            return int(value)
        case float():
            return truncate(value)
        case str():
            number = parse_int(value, 10)
            return value if number is None else number
    return value


def _to_double(value: Value) -> Value:
    match value:
        case bool() | int():
            return float(value)
        case str():
            try:
                return parse_float(value)
            except EvaluationError:
                return value
    return value


_CONVERSIONS: dict[str, Callable[[Value], Value]] = {"string": attribute_text, "int": _to_int, "double": _to_double}
_MAKERS: dict[str, Callable[[Arguments, str], Act]] = {
    "insert": _put(lambda present: not present),
    "update": _put(lambda present: present),
    "upsert": _put(lambda present: True),
    "delete": _delete,
    "hash": _hash,
    "extract": _extract,
    "convert": _convert,
}
