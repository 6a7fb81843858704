"""The functions of sprig, and those that Alloy adds: what is the same on each machine and at each time."""

from __future__ import annotations

import base64
import hashlib
import math
import posixpath
import re
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from .. import gojson
from ..fault import EvaluationFault, LanguageFault, NotModelled
from ..goregexp import Regexp, compile_regexp, quote_meta
from ..gostrings import SPACES, cut, decode, encode, lower, size, title, upper
from .builtins import builtins, checked, items_of
from .evaluate import Callee
from .printing import quote, shown
from .values import Int64, Ints, StringMap, Strings, is_true, type_name

UNMODELLED = (
    "abbrev abbrevboth add1f addf ago bcrypt buildCustomCert camelcase chunk date dateInZone dateModify date_in_zone "
    "date_modify decryptAES deepCopy derivePassword divf duration durationRound encryptAES env expandenv genCA "
    "genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey "
    "getHostByName htmlDate htmlDateInZone htpasswd initials kebabcase keys maxf merge mergeOverwrite minf mulf "
    "mustChunk mustDateModify mustDeepCopy mustMerge mustMergeOverwrite mustSlice mustToDate must_date_modify now "
    "osBase osClean osDir osExt osIsAbs pluck randAlpha randAlphaNum randAscii randBytes randInt randNumeric round "
    "semver semverCompare shuffle slice snakecase splitn subf swapcase toDate toDecimal toPrettyJson mustToPrettyJson "
    "unixEpoch untitle urlJoin urlParse uuidv4 values wrap wrapWith b32dec decryptAES clean fail"
).split()
"""Functions that are known and not modelled: chance, time, the machine, or rare."""


@cache
def functions() -> dict[str, Callee]:
    """All functions of templates by name."""
    unmodelled = {name: Callee(("any",), None, variadic=True) for name in UNMODELLED}
    return builtins() | unmodelled | _strings() | _lists() | _numbers() | _patterns() | _values()


def _fixed(types: str, call: Callable[..., Any]) -> Callee:
    return Callee(tuple(types.split()), call)


def _any(types: str, call: Callable[..., Any]) -> Callee:
    return Callee(tuple(types.split()), call, variadic=True)


def _strings() -> dict[str, Callee]:
    one, two, three = "string", "string string", "string string string"
    return {
        "ToLower": _fixed(one, lower),
        "ToUpper": _fixed(one, upper),
        "Replace": _fixed("string string string int", replace),
        "Trim": _fixed(two, lambda text, signs: text.strip(signs) if signs else text),
        "TrimLeft": _fixed(two, lambda text, signs: text.lstrip(signs) if signs else text),
        "TrimRight": _fixed(two, lambda text, signs: text.rstrip(signs) if signs else text),
        "TrimPrefix": _fixed(two, str.removeprefix),
        "TrimSuffix": _fixed(two, str.removesuffix),
        "TrimSpace": _fixed(one, lambda text: text.strip(SPACES)),
        "Hash": _fixed(two, lambda salt, text: hashlib.sha3_256(encode(salt + text)).hexdigest()),
        "Sha2Hash": _fixed(two, lambda salt, text: hashlib.sha256(encode(salt + text)).hexdigest()),
        "hello": Callee((), lambda: "Hello!"),
        "trim": _fixed(one, lambda text: text.strip(SPACES)),
        "upper": _fixed(one, upper),
        "lower": _fixed(one, lower),
        "title": _fixed(one, lambda text: title(checked(text))),
        "trunc": _fixed("int string", truncated),
        "substr": _fixed("int int string", substring),
        "repeat": _fixed("int string", repeat),
        "trimall": _fixed(two, lambda signs, text: text.strip(signs) if signs else text),
        "trimAll": _fixed(two, lambda signs, text: text.strip(signs) if signs else text),
        "trimSuffix": _fixed(two, lambda suffix, text: text.removesuffix(suffix)),
        "trimPrefix": _fixed(two, lambda prefix, text: text.removeprefix(prefix)),
        "nospace": _fixed(one, lambda text: "".join(sign for sign in checked(text) if sign not in SPACES)),
        "contains": _fixed(two, lambda part, text: part in text),
        "hasPrefix": _fixed(two, lambda prefix, text: text.startswith(prefix)),
        "hasSuffix": _fixed(two, lambda suffix, text: text.endswith(suffix)),
        "quote": _any("any", lambda *values: " ".join(quote(text_of(value)) for value in values if value is not None)),
        "squote": _any("any", lambda *values: " ".join(f"'{shown(value)}'" for value in values if value is not None)),
        "cat": _any("any", lambda *values: " ".join(shown(value) for value in values if value is not None)),
        "indent": _fixed("int string", indent),
        "nindent": _fixed("int string", lambda count, text: "\n" + indent(count, text)),
        "replace": _fixed(three, lambda old, new, text: replace(text, old, new, -1)),
        "plural": _fixed("string string int", lambda one, many, count: one if count == 1 else many),
        "sha1sum": _fixed(one, lambda text: hashlib.sha1(encode(text)).hexdigest()),
        "sha256sum": _fixed(one, lambda text: hashlib.sha256(encode(text)).hexdigest()),
        "sha512sum": _fixed(one, lambda text: hashlib.sha512(encode(text)).hexdigest()),
        "adler32sum": _fixed(one, lambda text: str(zlib.adler32(encode(text)))),
        "b64enc": _fixed(one, lambda text: base64.b64encode(encode(text)).decode()),
        "b64dec": _fixed(one, base64_decoded),
        "b32enc": _fixed(one, lambda text: base64.b32encode(encode(text)).decode()),
        "split": _fixed(two, lambda sign, text: StringMap({f"_{n}": part for n, part in enumerate(split(text, sign))})),
        "splitList": _fixed(two, lambda sign, text: Strings(split(text, sign))),
        "toString": _fixed("any", text_of),
        "base": _fixed(one, lambda path: path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")),
        "dir": _fixed(one, lambda path: posixpath.normpath(path[: path.rfind("/") + 1]).replace("//", "/") or "."),
        "ext": _fixed(one, lambda path: "".join(re.findall(r"\.[^./]*\Z", path))),
        "isAbs": _fixed(one, lambda path: path.startswith("/")),
    }


def _lists() -> dict[str, Callee]:
    table: dict[str, Callee] = {
        "list": _any("any", lambda *items: list(items)),
        "tuple": _any("any", lambda *items: list(items)),
        "join": _fixed("string any", lambda sign, value: sign.join(texts_of(value))),
        "sortAlpha": _fixed("any", sorted_texts),
        "toStrings": _fixed("any", texts_of),
        "until": _fixed("int", lambda count: Ints(range(0, count, -1 if count < 0 else 1))),
        "untilStep": _fixed("int int int", until_step),
        "concat": _any("any", lambda *lists: [item for each in lists for item in items_of(each)]),
    }
    both: dict[str, tuple[str, Callable[..., Any]]] = {
        "append": ("any any", lambda value, item: [*items_of(value), item]),
        "push": ("any any", lambda value, item: [*items_of(value), item]),
        "prepend": ("any any", lambda value, item: [item, *items_of(value)]),
        "first": ("any", lambda value: (items_of(value) or [None])[0]),
        "last": ("any", lambda value: (items_of(value) or [None])[-1]),
        "rest": ("any", lambda value: items_of(value)[1:]),
        "initial": ("any", lambda value: items_of(value)[:-1]),
        "reverse": ("any", lambda value: items_of(value)[::-1]),
        "uniq": ("any", unique),
        "compact": ("any", lambda value: [item for item in items_of(value) if is_true(item)]),
        "has": ("any any", lambda item, value: value is not None and any(same(item, each) for each in items_of(value))),
    }
    for name, (types, call) in both.items():
        table[name] = table["must" + name[0].upper() + name[1:]] = _fixed(types, call)
    table.pop("mustConcat", None)
    without = _any("any any", lambda value, *out: [each for each in items_of(value) if not any(same(each, o) for o in out)])
    return table | {"without": without, "mustWithout": without}


def _numbers() -> dict[str, Callee]:
    return {
        "atoi": _fixed("string", lambda text: int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else _no_number(text)),
        "int": _fixed("any", lambda value: int(integer(value))),
        "int64": _fixed("any", integer),
        "float64": _fixed("any", floating),
        "add1": _fixed("any", lambda value: wrapped(integer(value) + 1)),
        "add": _any("any", lambda *values: wrapped(sum(map(integer, values)))),
        "sub": _fixed("any any", lambda left, right: wrapped(integer(left) - integer(right))),
        "mul": _any("any any", lambda first, *rest: wrapped(math.prod(map(integer, rest), start=integer(first)))),
        "div": _fixed("any any", lambda left, right: divided(integer(left), integer(right))[0]),
        "mod": _fixed("any any", lambda left, right: divided(integer(left), integer(right))[1]),
        "max": _any("any any", lambda *values: max(map(integer, values))),
        "biggest": _any("any any", lambda *values: max(map(integer, values))),
        "min": _any("any any", lambda *values: min(map(integer, values))),
        "floor": _fixed("any", lambda value: float(math.floor(floating(value)))),
        "ceil": _fixed("any", lambda value: float(math.ceil(floating(value)))),
        "seq": _any("int", sequence),
    }


def _patterns() -> dict[str, Callee]:
    return {
        "regexMatch": _fixed("string string", matches),
        "mustRegexMatch": _fixed("string string", lambda pattern, text: regexp(pattern).matches(text)),
        "regexQuoteMeta": _fixed("string", quote_meta),
    } | {
        name: _fixed(types, call)
        for plain, types, call in (
            ("FindAll", "string string int", find_all),
            ("Find", "string string", lambda pattern, text: next(iter(find_all(pattern, text, 1)), "")),
            ("ReplaceAll", "string string string", replace_all),
            ("ReplaceAllLiteral", "string string string", lambda p, text, new: regexp(p).replace(text, lambda _: new)),
            ("Split", "string string int", split_by),
        )
        for name in (f"regex{plain}", f"mustRegex{plain}")
    }


def _values() -> dict[str, Callee]:
    return {
        "default": _any("any any", lambda default, *given: given[0] if given and is_true(given[0]) else default),
        "empty": _fixed("any", lambda value: not is_true(value)),
        "coalesce": _any("any", lambda *values: next(filter(is_true, values), None)),
        "all": _any("any", lambda *values: all(map(is_true, values))),
        "any": _any("any", lambda *values: any(map(is_true, values))),
        "ternary": _fixed("any any bool", lambda yes, no, condition: yes if condition else no),
        "typeOf": _fixed("any", type_name),
        "typeIs": _fixed("string any", lambda name, value: name == type_name(value)),
        "typeIsLike": _fixed("string any", lambda name, value: type_name(value) in (name, "*" + name)),
        "kindOf": _fixed("any", kind_of),
        "kindIs": _fixed("string any", lambda name, value: name == kind_of(value)),
        "deepEqual": _fixed("any any", same),
        "dict": _any("any", dictionary),
        "get": _fixed("map string", lambda value, key: value.get(key, "")),
        "set": _fixed("map string any", lambda value, key, item: value.__setitem__(key, item) or value),
        "unset": _fixed("map string", lambda value, key: value.pop(key, None) and None or value),
        "hasKey": _fixed("map string", lambda value, key: key in value),
        "pick": _any("map string", lambda value, *keys: {key: value[key] for key in keys if key in value}),
        "omit": _any("map string", lambda value, *keys: {key: value[key] for key in value if key not in keys}),
        "dig": _any("any", dig),
        "fromJson": _fixed("string", lambda text: from_json(text, strict=False)),
        "mustFromJson": _fixed("string", from_json),
        "toJson": _fixed("any", to_json),
        "mustToJson": _fixed("any", to_json),
        "toRawJson": _fixed("any", lambda value: to_json(value, html=False)),
        "mustToRawJson": _fixed("any", lambda value: to_json(value, html=False)),
    }


def replace(text: str, old: str, new: str, count: int) -> str:
    """`strings.Replace`: an empty `old` stands before each character and at the end."""
    if count == 0 or not old and not text and not new:
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


def _no_number(text: str) -> int:
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


