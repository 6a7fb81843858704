"""Reading the arguments of a stage, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ...languages.fault import LanguageFault
from ...languages.goregexp import Regexp, compile_regexp
from ...languages.gostrings import format_float, is_valid
from ...languages.gotime import parse_duration
from ...syntax.ast import Array, Attribute, Block, Expr, Literal, Object, Paren, Statement, Unary
from ..trace import Unknown

T = TypeVar("T")

NEWEST = 99
"""A version after which nothing has changed."""

_ANY_NAME = 11
"""Since then a label may have any name."""


@dataclass(frozen=True)
class StageFault(Exception):
    """Alloy would not build this pipeline: what is wrong, and at which block or attribute."""

    message: str
    statement: Statement
    help: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Arguments:
    """The attributes of a block; null is as good as not written. `version` is the minor one of Alloy."""

    block: Block
    version: int = NEWEST

    def fault(self, message: str, name: str = "", help_line: str = "") -> StageFault:
        """A fault at an attribute, or at the block."""
        return StageFault(message, self._attribute(name) or self.block, help_line)

    def _attribute(self, name: str) -> Attribute | None:
        found = (item for item in self.block.body if isinstance(item, Attribute) and item.name == name)
        return next(found, None)

    def get(self, name: str) -> Any:
        """The value of an attribute, None where there is none. Raises Unknown for what only Alloy can work out."""
        attribute = self._attribute(name)
        return None if attribute is None else constant(attribute.value, name)

    def text(self, name: str, default: str = "") -> str:
        """A string. Alloy makes one of a number."""
        return self._text(name, self.get(name), default)

    def optional_text(self, name: str) -> str | None:
        """A string, or None where it is not written; an empty one is refused."""
        value = self.get(name)
        if value == "":
            raise self.fault(f"`{name}` is empty", name, "leave it out, or name a value")
        return None if value is None else self._text(name, value, "")

    def needed(self, name: str) -> str:
        """A string that must not be empty."""
        value = self.text(name)
        if not value:
            raise self.fault(f"`{self.block.name}` needs `{name}`", name)
        return value

    def number(self, name: str, default: float = 0) -> float:
        """A number. Alloy makes one of a string of digits."""
        value = self.get(name)
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
            value = float(value)
        return float(self._typed(name, value, (int, float), default))

    def flag(self, name: str, default: bool = False) -> bool:
        """A bool."""
        return bool(self._typed(name, self.get(name), (bool,), default))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        items = self._typed(name, self.get(name), (list,), [])
        return tuple(self._text(name, item, "") for item in items)

    def map(self, name: str) -> dict[str, str] | None:
        """A map of strings; a null in it is "". None where it is not written."""
        value = self._typed(name, self.get(name), (dict,), None)
        return None if value is None else {key: self._text(name, item, "") for key, item in value.items()}

    def sources(self, name: str = "values") -> dict[str, str] | None:
        """A map of labels to what they are made of; where nothing is written, the value of the same name."""
        values = self.map(name)
        for label in values or {}:
            self.check_label(label, name)
        return None if values is None else {label: source or label for label, source in values.items()}

    def check_label(self, label: str, name: str) -> None:
        """Raises StageFault for what is no name of a label: UTF-8 is all that Alloy asks here."""
        if self.version < _ANY_NAME and not re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", label):
            raise Unknown(f"what Alloy before 1.{_ANY_NAME} makes of the name of a label `{label}`")
        if not label or not is_valid(label):
            raise self.fault(f"`{label}` is no name of a label", name)

    def duration(self, name: str, default: int) -> int:
        """Nanoseconds."""
        value = self.text(name)
        return self.language(name, lambda: parse_duration(value)) if value else default

    def bytes(self, name: str) -> int:
        """A size such as `10KiB`. Units of 1000 are units of 1024 here."""
        value = self.text(name)
        if not value:
            return 0
        units = {unit: 1024**power for power, unit in enumerate(("", "K", "M", "G", "T", "P", "E"))}
        parts = re.fullmatch(r"([+-]?)((?:[0-9]*\.?[0-9]*(?:[KMGTPE]i?)?B)+|0)", value)
        if not parts:
            raise self.fault(f"`{value}` is no size", name, "write a number and a unit, such as `10KiB`")
        total = 0.0
        for number, unit in re.findall(r"([0-9.]+)([KMGTPE]?)i?B", parts[2]):
            total += float(number) * units[unit]
        return int(total) * (-1 if parts[1] == "-" else 1)

    def regexp(self, name: str) -> Regexp | None:
        """A pattern, None where it is not written or empty."""
        pattern = self.text(name)
        return self.language(name, lambda: compile_regexp(pattern)) if pattern else None

    def language(self, name: str, parse: Callable[[], T]) -> T:
        """What a language makes of an attribute. Raises StageFault with the fault that the language finds."""
        try:
            return parse()
        except LanguageFault as fault:
            raise self.fault(str(fault), name, fault.help) from None

    def _text(self, name: str, value: Any, default: str) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return format_float(float(value))
        return str(self._typed(name, value, (str,), default))

    def _typed(self, name: str, value: Any, types: tuple[type, ...], default: Any) -> Any:
        if value is None:
            return default
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            raise self.fault(f"`{name}` of `{self.block.name}` is of the wrong type", name)
        return value


def constant(expression: Expr, name: str) -> Any:
    """The value of an expression without references or calls. Raises Unknown for any other."""
    match expression:
        case Literal(value):
            return value
        case Paren(value):
            return constant(value, name)
        case Unary("-", value) if isinstance(number := constant(value, name), int | float):
            return -number
        case Array(items):
            return [constant(item, name) for item in items]
        case Object(fields):
            return {item.key: constant(item.value, name) for item in fields}
    raise Unknown(f"`{name}` has a value that is only known when Alloy runs")
