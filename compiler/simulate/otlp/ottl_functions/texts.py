"""Functions of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from ....languages.ottl.values import EvaluationError, Value
from ..patterns import pattern, search
from .format import sprintf


def concat(vals: Iterable[str | None], delimiter: str) -> str:
    return delimiter.join("<nil>" if value is None else value for value in vals)


def split(target: str, delimiter: str) -> tuple[str, ...]:
    return tuple(target.split(delimiter)) if delimiter else tuple(target)


def substring(target: str, start: int, length: int, utf8_safe: bool = False) -> str:
    """Positions are those of bytes."""
    raw = target.encode(errors="surrogateescape")
    if start < 0 or length <= 0 or start + length > len(raw):
        raise EvaluationError("the range is not in the text")
    end = start + length
    if utf8_safe:
        while start < len(raw) and raw[start] & 0xC0 == 0x80:
            start += 1
        while start < end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
    return raw[start : max(start, end)].decode(errors="surrogateescape")


def is_match(target: str | None, pattern_: str) -> bool:
    compiled = pattern(pattern_)
    return target is not None and search(compiled, target) is not None


def is_valid_luhn(target: str | None) -> bool:
    """Whether digits end with their check digit. Raises EvaluationError where there is anything but digits."""
    if target is None:
        raise EvaluationError("invalid input")
    digits = target.replace(" ", "")
    if not digits:
        return False
    if not (digits.isascii() and digits.isdecimal()):
        raise EvaluationError("only digits have a check digit")
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def is_in_cidr(target: str, networks: Iterable[str]) -> bool:
    address = _address(target)
    if address is None:
        return False
    for text in networks:
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            raise EvaluationError(f"`{text}` is no network") from None
        if "/" not in text or not text.rpartition("/")[2].isdecimal():
            raise EvaluationError(f"`{text}` is no network")
        if address.version == network.version and address in network:
            return True
    return False


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address; one of version 4 that is written as one of version 6 counts as version 4."""
    try:
        address = ip_address(text) if "%" not in text else None
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def convert_case(target: str, to_case: str) -> str:
    return _CASES[to_case](target)


def upper(target: str) -> str:
    return "".join(_one_to_one(character, character.upper(), character.title()) for character in target)


def lower(target: str) -> str:
    return "".join("i" if character == "\u0130" else character.lower() for character in target)


def _one_to_one(character: str, *forms: str) -> str:
    """Go maps a character to one character; Python may make it several."""
    return next((form for form in forms if len(form) == 1), character)


def snake(target: str) -> str:
    """`someName` and `some name` as `some_name`; a word of capitals stays one word."""
    text, out = target.strip(_BLANKS), ""
    for place, character in enumerate(text):
        here, following = _sort(character), _sort(text[place + 1 : place + 2])
        changes = following and here and here != following and "" not in (here, following)
        if here == "upper" and following == "lower":
            out += "_" if place > 0 and _sort(text[place - 1]) == "upper" else ""
            out += character.lower()
        elif changes:
            out += character.lower() + ("_" if here != "upper" or following == "digit" else "")
        else:
            out += "_" if character in " _-." else character.lower() if here == "upper" else character
    return out


def camel(target: str) -> str:
    """`some_name` as `SomeName`. What is neither letter nor digit is lost."""
    text, out, capital, after_capital = target.strip(_BLANKS), "", True, False
    text = "Id" if text == "ID" else text
    for character in text:
        here = _sort(character)
        if here in ("upper", "lower"):
            out += character.upper() if capital else character.lower() if after_capital else character
            capital = False
        elif here == "digit":
            out, capital = out + character, True
        else:
            capital = character in "_ -."
        after_capital = here == "upper"
    return out


_BLANKS = " \t\n\v\f\r\x85\xa0"


def _sort(character: str) -> str:
    if not character.isascii():
        return ""
    return (
        "upper" if character.isupper() else "lower" if character.islower() else "digit" if character.isdigit() else ""
    )


_CASES: dict[str, Callable[[str], str]] = {"lower": lower, "upper": upper, "snake": snake, "camel": camel}


def format_(format: str, vals: Iterable[Value]) -> str:
    return sprintf(format, list(vals))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Concat": concat,
    "ConvertCase": convert_case,
    "Format": format_,
    "HasPrefix": lambda target, prefix: target.startswith(prefix),
    "HasSuffix": lambda target, suffix: target.endswith(suffix),
    "IsInCIDR": is_in_cidr,
    "IsMatch": lambda target, pattern: is_match(target, pattern),
    "IsValidLuhn": is_valid_luhn,
    "Split": split,
    "Substring": substring,
    "ToCamelCase": lambda target: camel(target),
    "ToLowerCase": lambda target: lower(target),
    "ToSnakeCase": lambda target: snake(target),
    "ToUpperCase": lambda target: upper(target),
    "Trim": lambda target, replacement=" ": target.strip(replacement) if replacement else target,
    "TrimPrefix": lambda target, prefix: target.removeprefix(prefix),
    "TrimSuffix": lambda target, suffix: target.removesuffix(suffix),
}
LAZY: dict[str, Callable[..., Any]] = {}
