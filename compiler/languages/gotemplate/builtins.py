"""The functions that Go's text/template has itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from ..fault import EvaluationFault, NotModelled
from ..gostrings import encode, is_valid
from .evaluate import Callee
from .printing import sprint, sprintf, sprintln
from .values import Ints, Strings, Uint8, is_true, kind, length, settled, type_name


def builtins() -> dict[str, Callee]:
    """Them by name. `and` and `or` stand here for their names: they do not evaluate what does not count."""
    return {
        "and": Callee(("any",), None, variadic=True),
        "or": Callee(("any",), None, variadic=True),
        "not": Callee(("any",), lambda value: not is_true(value)),
        "call": Callee(("any",), None, variadic=True),
        "len": Callee(("any",), length),
        "index": Callee(("any", "any"), index, variadic=True),
        "slice": Callee(("any", "any"), None, variadic=True),
        "print": Callee(("any",), sprint, variadic=True),
        "printf": Callee(("string", "any"), sprintf, variadic=True),
        "println": Callee(("any",), sprintln, variadic=True),
        "html": Callee(("any",), lambda *values: _html(_joined(values)), variadic=True),
        "js": Callee(("any",), None, variadic=True),
        "urlquery": Callee(("any",), lambda *values: quote_plus(encode(_joined(values))), variadic=True),
        "eq": Callee(("any", "any"), equal, variadic=True),
        "ne": Callee(("any", "any"), lambda left, right: not equal(left, right)),
        "lt": Callee(("any", "any"), less),
        "le": Callee(("any", "any"), lambda left, right: less(left, right) or equal(left, right)),
        "gt": Callee(("any", "any"), lambda left, right: not (less(left, right) or equal(left, right))),
        "ge": Callee(("any", "any"), lambda left, right: not less(left, right)),
    }


def _joined(values: tuple[Any, ...]) -> str:
    return sprint(*("<no value>" if value is None else value for value in values))


def _html(text: str) -> str:
    for sign, escaped in (
        ("&", "&amp;"),
        ("\0", "\ufffd"),
        ('"', "&#34;"),
        ("'", "&#39;"),
        ("<", "&lt;"),
        (">", "&gt;"),
    ):
        text = text.replace(sign, escaped)
    return text


def equal(first: Any, *others: Any) -> bool:
    """`eq`: whether the first is one of the others. Kinds must agree; nothing is equal to nothing."""
    if not others:
        raise EvaluationFault("eq with one argument")
    for other in others:
        left, right = kind(first), kind(other)
        if left != right and {left, right} != {"int", "uint"}:
            if first is not None and other is not None:
                raise EvaluationFault(f"{type_name(first)} and {type_name(other)} cannot be compared")
            continue
        if not left:
            if first is not None and other is not None:
                raise EvaluationFault(f"{type_name(first)} cannot be compared")
            if first is None and other is None:
                return True
        elif first == other:
            return True
    return False


def less(left: Any, right: Any) -> bool:
    """`lt` of numbers of one kind, or of strings by their bytes."""
    kinds = {kind(left), kind(right)}
    if kinds not in ({"int"}, {"uint"}, {"int", "uint"}, {"float"}, {"string"}):
        raise EvaluationFault(f"{type_name(left)} and {type_name(right)} have no order")
    if kinds == {"string"}:
        return encode(left) < encode(right)
    smaller: bool = left < right
    return smaller


def index(item: Any, *indexes: Any) -> Any:
    """`index`: items of lists, bytes of strings, values of maps; what a map lacks is empty."""
    if item is None:
        raise EvaluationFault("index of nil")
    for place in indexes:
        match settled(item):
            case dict():
                if not isinstance(place, str):
                    raise EvaluationFault(f"a map has no key of type {type_name(place)}")
                missing = "" if type(item).__name__ == "StringMap" else None
                item = settled(item.get(place, missing))
            case str() | list():
                item = _at(item, place)
            case _:
                raise EvaluationFault(f"{type_name(item)} has no items")
    return item


def _at(item: Any, place: Any) -> Any:
    if not isinstance(place, int) or isinstance(place, bool):
        raise EvaluationFault(f"{type_name(place)} is no index")
    if not 0 <= place < length(item):
        raise EvaluationFault(f"there is no item {place}")
    if isinstance(item, str):
        return Uint8(encode(item)[place])
    return item[place]


def items_of(value: Any) -> list[Any]:
    """The items of any list. Raises EvaluationFault for what is none."""
    if isinstance(settled(value), Strings | Ints | list):
        return list(value)
    raise EvaluationFault(f"{type_name(value)} is no list")


def checked(text: str) -> str:
    """A text of whole characters. Raises NotModelled for another, where a function would cut or change them."""
    if not is_valid(text):
        raise NotModelled("functions of templates on a text that is not UTF-8")
    return text
