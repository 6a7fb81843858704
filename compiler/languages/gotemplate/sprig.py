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

from ..goregexp import quote_meta
from ..gostrings import SPACES, encode, lower, title, upper
from . import calls
from .builtins import builtins, checked, items_of
from .evaluate import Callee
from .printing import shown
from .values import Ints, Strings, is_true, type_name

UNMODELLED = (
    "abbrev", "abbrevboth", "add1f", "addf", "ago", "b32dec", "bcrypt", "buildCustomCert", "camelcase", "chunk",
    "clean", "date", "dateInZone", "dateModify", "date_in_zone", "date_modify", "decryptAES", "deepCopy",
    "derivePassword", "divf", "duration", "durationRound", "encryptAES", "env", "expandenv", "fail", "genCA",
    "genCAWithKey", "genPrivateKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert",
    "genSignedCertWithKey", "getHostByName", "htmlDate", "htmlDateInZone", "htpasswd", "initials", "kebabcase", "keys",
    "maxf", "merge", "mergeOverwrite", "minf", "mulf", "mustChunk", "mustDateModify", "mustDeepCopy", "mustMerge",
    "mustMergeOverwrite", "mustToDate", "mustToPrettyJson", "must_date_modify", "now", "osBase",
    "osClean", "osDir", "osExt", "osIsAbs", "pluck", "randAlpha", "randAlphaNum", "randAscii", "randBytes", "randInt",
    "randNumeric", "round", "semver", "semverCompare", "shuffle", "snakecase", "splitn", "subf", "swapcase",
    "toDate", "toDecimal", "toPrettyJson", "unixEpoch", "untitle", "urlJoin", "urlParse", "uuidv4", "values", "wrap",
    "wrapWith",
)  # fmt: skip
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
        "Replace": _fixed("string string string int", calls.replace),
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
        "trunc": _fixed("int string", calls.truncated),
        "substr": _fixed("int int string", calls.substring),
        "repeat": _fixed("int string", calls.repeat),
        "trimall": _fixed(two, lambda signs, text: text.strip(signs) if signs else text),
        "trimAll": _fixed(two, lambda signs, text: text.strip(signs) if signs else text),
        "trimSuffix": _fixed(two, lambda suffix, text: text.removesuffix(suffix)),
        "trimPrefix": _fixed(two, lambda prefix, text: text.removeprefix(prefix)),
        "nospace": _fixed(one, lambda text: "".join(sign for sign in checked(text) if sign not in SPACES)),
        "contains": _fixed(two, lambda part, text: part in text),
        "hasPrefix": _fixed(two, lambda prefix, text: text.startswith(prefix)),
        "hasSuffix": _fixed(two, lambda suffix, text: text.endswith(suffix)),
        "quote": _any("any", calls.quoted),
        "squote": _any("any", lambda *values: " ".join(f"'{shown(value)}'" for value in values if value is not None)),
        "cat": _any("any", lambda *values: " ".join(shown(value) for value in values if value is not None)),
        "indent": _fixed("int string", calls.indent),
        "nindent": _fixed("int string", lambda count, text: "\n" + calls.indent(count, text)),
        "replace": _fixed(three, lambda old, new, text: calls.replace(text, old, new, -1)),
        "plural": _fixed("string string int", lambda one, many, count: one if count == 1 else many),
        "sha1sum": _fixed(one, lambda text: hashlib.sha1(encode(text)).hexdigest()),
        "sha256sum": _fixed(one, lambda text: hashlib.sha256(encode(text)).hexdigest()),
        "sha512sum": _fixed(one, lambda text: hashlib.sha512(encode(text)).hexdigest()),
        "adler32sum": _fixed(one, lambda text: str(zlib.adler32(encode(text)))),
        "b64enc": _fixed(one, lambda text: base64.b64encode(encode(text)).decode()),
        "b64dec": _fixed(one, calls.base64_decoded),
        "b32enc": _fixed(one, lambda text: base64.b32encode(encode(text)).decode()),
        "split": _fixed(two, calls.numbered),
        "splitList": _fixed(two, lambda sign, text: Strings(calls.split(text, sign))),
        "toString": _fixed("any", calls.text_of),
        "base": _fixed(one, lambda path: path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")),
        "dir": _fixed(one, lambda path: posixpath.normpath(path[: path.rfind("/") + 1]).replace("//", "/") or "."),
        "ext": _fixed(one, lambda path: "".join(re.findall(r"\.[^./]*\Z", path))),
        "isAbs": _fixed(one, lambda path: path.startswith("/")),
    }


def _lists() -> dict[str, Callee]:
    table: dict[str, Callee] = {
        "list": _any("any", lambda *items: list(items)),
        "tuple": _any("any", lambda *items: list(items)),
        "join": _fixed("string any", lambda sign, value: sign.join(calls.texts_of(value))),
        "sortAlpha": _fixed("any", calls.sorted_texts),
        "toStrings": _fixed("any", calls.texts_of),
        "until": _fixed("int", lambda count: Ints(range(0, count, -1 if count < 0 else 1))),
        "slice": _any("any any", calls.part_of),
        "mustSlice": _any("any any", calls.part_of),
        "untilStep": _fixed("int int int", calls.until_step),
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
        "uniq": ("any", calls.unique),
        "compact": ("any", lambda value: [item for item in items_of(value) if is_true(item)]),
        "has": (
            "any any",
            calls.has_item,
        ),
    }
    for name, (types, call) in both.items():
        table[name] = table["must" + name[0].upper() + name[1:]] = _fixed(types, call)
    table.pop("mustConcat", None)
    without = _any(
        "any any", lambda value, *out: [each for each in items_of(value) if not any(calls.same(each, o) for o in out)]
    )
    return table | {"without": without, "mustWithout": without}


def _numbers() -> dict[str, Callee]:
    return {
        "atoi": _fixed(
            "string", lambda text: int(text) if re.fullmatch("[+-]?[0-9]{1,18}", text) else calls.no_number(text)
        ),
        "int": _fixed("any", lambda value: int(calls.integer(value))),
        "int64": _fixed("any", calls.integer),
        "float64": _fixed("any", calls.floating),
        "add1": _fixed("any", lambda value: calls.wrapped(calls.integer(value) + 1)),
        "add": _any("any", lambda *values: calls.wrapped(sum(map(calls.integer, values)))),
        "sub": _fixed("any any", lambda left, right: calls.wrapped(calls.integer(left) - calls.integer(right))),
        "mul": _any(
            "any any",
            lambda *values: calls.wrapped(math.prod(map(calls.integer, values))),
        ),
        "div": _fixed("any any", lambda left, right: calls.divided(calls.integer(left), calls.integer(right))[0]),
        "mod": _fixed("any any", lambda left, right: calls.divided(calls.integer(left), calls.integer(right))[1]),
        "max": _any("any any", lambda *values: max(map(calls.integer, values))),
        "biggest": _any("any any", lambda *values: max(map(calls.integer, values))),
        "min": _any("any any", lambda *values: min(map(calls.integer, values))),
        "floor": _fixed("any", lambda value: float(math.floor(calls.floating(value)))),
        "ceil": _fixed("any", lambda value: float(math.ceil(calls.floating(value)))),
        "seq": _any("int", calls.sequence),
    }


def _patterns() -> dict[str, Callee]:
    return {
        "regexMatch": _fixed("string string", calls.matches),
        "mustRegexMatch": _fixed("string string", lambda pattern, text: calls.regexp(pattern).matches(text)),
        "regexQuoteMeta": _fixed("string", quote_meta),
    } | {
        name: _fixed(types, call)
        for plain, types, call in (
            ("FindAll", "string string int", calls.find_all),
            ("Find", "string string", lambda pattern, text: next(iter(calls.find_all(pattern, text, 1)), "")),
            ("ReplaceAll", "string string string", calls.replace_all),
            (
                "ReplaceAllLiteral",
                "string string string",
                calls.replace_literally,
            ),
            ("Split", "string string int", calls.split_by),
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
        "kindOf": _fixed("any", calls.kind_of),
        "kindIs": _fixed("string any", lambda name, value: name == calls.kind_of(value)),
        "deepEqual": _fixed("any any", calls.same),
        "dict": _any("any", calls.dictionary),
        "get": _fixed("map string", lambda value, key: value.get(key, "")),
        "set": _fixed("map string any", calls.set_item),
        "unset": _fixed("map string", calls.unset),
        "hasKey": _fixed("map string", lambda value, key: key in value),
        "pick": _any("map string", lambda value, *keys: {key: value[key] for key in keys if key in value}),
        "omit": _any("map string", lambda value, *keys: {key: value[key] for key in value if key not in keys}),
        "dig": _any("any", calls.dig),
        "fromJson": _fixed("string", lambda text: calls.from_json(text, strict=False)),
        "mustFromJson": _fixed("string", calls.from_json),
        "toJson": _fixed("any", calls.to_json),
        "mustToJson": _fixed("any", calls.to_json),
        "toRawJson": _fixed("any", lambda value: calls.to_json(value, html=False)),
        "mustToRawJson": _fixed("any", lambda value: calls.to_json(value, html=False)),
    }
