"""What the functions of sprig do, where it takes more than a line."""

from __future__ import annotations

import base64
import re
from typing import Any

from ...syntax.strings import quote
from .. import gojson
from ..fault import EvaluationFault, LanguageFault, NotModelled
from ..goregexp import Regexp, compile_regexp
from ..gostrings import cut, decode, encode, size
from .builtins import checked, items_of
from .printing import shown
from .values import Int64, Ints, StringMap, Strings, type_name


def quoted(*values: Any) -> str:
    """Texts in double quotes, with blanks between them."""
    return " ".join(quote(text_of(value)) for value in values if value is not None)


def numbered(sign: str, text: str) -> StringMap:
    """The parts of a text as `_0`, `_1`, ..."""
    return StringMap({f"_{number}": part for number, part in enumerate(split(text, sign))})


def has_item(item: Any, value: Any) -> bool:
    """Whether a list holds an item."""
    return value is not None and any(same(item, each) for each in items_of(value))


def part_of(value: Any, *bounds: Any) -> Any:
    """The items of a list from one place to another; of an empty one nothing."""
    items = items_of(value)
    if not items:
        return None
    begin = integer(bounds[0]) if bounds else 0
    end = integer(bounds[1]) if len(bounds) > 1 else len(items)
    if end > len(items):
        raise NotModelled("`slice` beyond the end of a list")
    if not 0 <= begin <= end:
        raise EvaluationFault("there is no such part of the list")
    return type(value)(items[begin:end])


def replace_literally(pattern: str, text: str, new: str) -> str:
    """Each match replaced by the same text."""
    return regexp(pattern).replace(text, lambda found: new)


def set_item(value: dict[str, Any], key: str, item: Any) -> dict[str, Any]:
    """The map itself, with one more entry."""
    value[key] = item
    return value


def unset(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The map itself, without an entry."""
    value.pop(key, None)
    return value


def replace(text: str, old: str, new: str, count: int) -> str:
    """`strings.Replace`: an empty `old` stands before each character and at the end."""
    if count == 0 or (not old and not text and not new):
        return text
    return checked(text).replace(old, new, count if count > 0 else -1)


def split(text: str, sign: str) -> list[str]:
    """`strings.Split`: an empty sign splits into characters."""
    return text.split(sign) if sign else list(checked(text))


def truncated(count: int, text: str) -> str:
    """The first bytes of a text, or with a number below 0 the last."""
    if count < 0:
        return cut(text, size(text) + count, size(text)) if size(text) + count > 0 else text
    return cut(text, 0, count)


def substring(begin: int, end: int, text: str) -> str:
    """A part of a text, in bytes."""
    length = size(text)
    if begin < 0:
        begin = 0
    elif end < 0 or end > length:
        end = length
    if not 0 <= begin <= end <= length:
        raise EvaluationFault("there is no such part of the text")
    return cut(text, begin, end)


def repeat(count: int, text: str) -> str:
    """`strings.Repeat`."""
    if count < 0:
        raise EvaluationFault("repeating less than 0 times")
    if count * len(text) > 10_000_000:
        raise NotModelled("a text of millions of characters")
    return text * count


def indent(count: int, text: str) -> str:
    """Each line behind blanks."""
    pad = repeat(count, " ")
    return pad + text.replace("\n", "\n" + pad)


def base64_decoded(text: str) -> str:
    """The bytes of a base64 text; of a wrong one Go gives the message, which is not modelled."""
    try:
        return decode(base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True))
    except ValueError:
        raise NotModelled("`b64dec` of what is no base64") from None


def text_of(value: Any) -> str:
    """sprig's `strval`."""
    return shown(value)


def texts_of(value: Any) -> Strings:
    """A list of strings of anything; a single value is a list of one."""
    if isinstance(value, list):
        return Strings(text_of(item) for item in value if item is not None)
    return Strings([] if value is None else [text_of(value)])


def sorted_texts(value: Any) -> Strings:
    """Texts by their bytes."""
    return Strings(sorted(texts_of(value), key=encode)) if isinstance(value, list) else Strings([text_of(value)])


def until_step(begin: int, end: int, step: int) -> Ints:
    """Numbers from one to before another."""
    if step == 0 or (end < begin) == (step > 0) or end == begin:
        return Ints()
    return Ints(range(begin, end, step))


def sequence(*numbers: int) -> str:
    """Numbers as `seq` of a shell prints them."""
    match numbers:
        case (end,):
            begin, step = 1, -1 if end < 1 else 1
        case (begin, end):
            step = -1 if end < begin else 1
        case (begin, step, end):
            if end < begin and step > 0:
                return ""
            return " ".join(map(str, until_step(begin, end + (-1 if end < begin else 1), step)))
        case _:
            return ""
    return " ".join(map(str, until_step(begin, end + step, step)))


def same(left: Any, right: Any) -> bool:
    """`reflect.DeepEqual`: of the same type, too."""
    return type_name(left) == type_name(right) and bool(left == right)


def unique(value: Any) -> list[Any]:
    """The items without those that came before."""
    found: list[Any] = []
    for item in items_of(value):
        if not any(same(item, known) for known in found):
            found.append(item)
    return found


def integer(value: Any) -> Int64:
    """`cast.ToInt64`: what is no number is 0. Raises NotModelled for texts that may be numbers of other bases."""
    match value:
        case bool() | int():
            return Int64(value)
        case float() if abs(value) < 2**63:
            return Int64(int(value))
        case None:
            return Int64(0)
        case str() if re.fullmatch("0|-?[1-9][0-9]{0,17}", value):
            return Int64(int(value))
        case str() if not re.match(r"[+-]?[0-9.]", value):
            return Int64(0)
        case list() | dict():
            return Int64(0)
    raise NotModelled("the text of a number in templates")


def floating(value: Any) -> float:
    """`cast.ToFloat64`."""
    match value:
        case bool() | int() | float():
            return float(value)
        case str() if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", value):
            return float(value)
        case None | list() | dict():
            return 0.0
    raise NotModelled("the text of a number in templates")


def wrapped(value: int) -> Int64:
    """As 64 bits hold it."""
    return Int64((value + 2**63) % 2**64 - 2**63)


def divided(left: int, right: int) -> tuple[Int64, Int64]:
    """Quotient and remainder, towards 0."""
    if right == 0:
        raise EvaluationFault("division by 0")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return wrapped(quotient), wrapped(left - quotient * right)


def no_number(text: str) -> int:
    """What `atoi` makes of what is no number."""
    if re.fullmatch("[+-]?[0-9]+", text):
        raise NotModelled("`atoi` of a large number")
    return 0


def regexp(pattern: str) -> Regexp:
    """A compiled pattern; a wrong one stops the template."""
    try:
        return compile_regexp(pattern)
    except LanguageFault as fault:
        raise EvaluationFault(str(fault)) from None


def matches(pattern: str, text: str) -> bool:
    """Whether a text holds a match; of a wrong pattern it never does."""
    try:
        return regexp(pattern).matches(text)
    except EvaluationFault:
        return False


def find_all(pattern: str, text: str, count: int) -> Strings:
    """The first matches, all of them with a count below 0."""
    found = [match.group(0) for match in regexp(pattern).find_all(text)]
    return Strings(found if count < 0 else found[:count])


def replace_all(pattern: str, text: str, template: str) -> str:
    """Each match replaced, `$1` filled in."""
    compiled = regexp(pattern)
    return compiled.replace(text, lambda found: compiled.expand(template, found))


def split_by(pattern: str, text: str, count: int) -> Strings:
    """The parts between matches."""
    if count == 0:
        return Strings()
    if pattern and not text:
        return Strings([""])
    parts, begin, end = Strings(), 0, 0
    for found in regexp(pattern).find_all(text):
        if 0 < count == len(parts) + 1:
            break
        end = found.start()
        if found.end() != 0:
            parts.append(text[begin:end])
        begin = found.end()
    if end != len(text):
        parts.append(text[begin:])
    return parts


def kind_of(value: Any) -> str:
    """The kind of a value, as reflection names it."""
    name = type_name(value)
    kinds = {"<nil>": "invalid", "[]interface {}": "slice", "[]string": "slice", "[]int": "slice"}
    return kinds.get(name, "map" if name.startswith("map") else name)


def dictionary(*values: Any) -> dict[str, Any]:
    """Keys and values in turn; the last value may be missing."""
    padded = [*values, ""] if len(values) % 2 else list(values)
    return {text_of(key): item for key, item in zip(padded[::2], padded[1::2], strict=True)}


def dig(*arguments: Any) -> Any:
    """A value deep in maps, or the default before the last argument."""
    if len(arguments) < 3:
        raise EvaluationFault("dig takes keys, a default and a map")
    *keys, default, value = arguments
    for key in keys:
        if type(value) is not dict or not isinstance(key, str):
            raise EvaluationFault("dig where there is no map")
        if key not in value:
            return default
        value = value[key]
    return value


def from_json(text: str, strict: bool = True) -> Any:
    """The value of a JSON text; of what is none nothing, or a fault."""
    try:
        return gojson.loads_strictly(text)
    except EvaluationFault:
        if strict:
            raise
        return None


def to_json(value: Any, html: bool = True) -> str:
    """JSON as `encoding/json` writes it, keys in order."""
    match value:
        case str():
            if not html or "\b" in value or "\f" in value:
                raise NotModelled("`toRawJson`, or JSON of rare characters")
            return gojson.quote(value)
        case bool() | None | int():
            return gojson.dumps(value) if not isinstance(value, int) or isinstance(value, bool) else str(int(value))
        case float():
            text = gojson.dumps(value)
            return re.sub(r"e-0(\d)$", r"e-\1", text)
        case list():
            return "[" + ",".join(to_json(item, html) for item in value) + "]"
        case dict():
            members = (f"{to_json(key, html)}:{to_json(item, html)}" for key, item in sorted(value.items()))
            return "{" + ",".join(members) + "}"
    raise NotModelled("JSON of such a value")
