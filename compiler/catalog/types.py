"""The types of Alloy's values."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Type(NamedTuple):
    """`of` is what a list or map holds; `capsule` is the name of what a capsule wraps."""

    name: str
    of: Type | None = None
    capsule: str = ""

    def __str__(self) -> str:
        if self.name == "capsule":
            return self.capsule
        return f"{self.name}({self.of})" if self.of else self.name.replace("_", " ")


@cache
def parse_type(text: str) -> Type:
    """The type that the facts write as `list(capsule(loki.receiver))`. Equal texts give one object."""
    name, _, inner = text.partition("(")
    if name == "capsule":
        return Type(name, capsule=inner.removesuffix(")"))
    return Type(name, parse_type(inner.removesuffix(")"))) if inner else Type(name)


ANY = parse_type("any")
STRING = parse_type("string")
NUMBER = parse_type("number")
BOOL = parse_type("bool")
SECRET = parse_type("secret")
SECRET_OR_STRING = parse_type("secret_or_string")
FUNCTION = parse_type("function")


@cache
def list_of(item: Type) -> Type:
    return Type("list", item)


@cache
def map_of(value: Type) -> Type:
    return Type("map", value)
