"""The values of a body as Alloy has them after decoding: given, or the default, or not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..catalog import NEWEST, BodySpec, Type
from ..constants import Undefined, fold
from ..constants.fold import plain
from ..report.codes import Code
from ..syntax.ast import Array, Attribute, Block, Body, Expr, Literal
from .fault import Node
from .known_values import comes_from_a_component, nodes

NONE: frozenset[str] = frozenset()
UNKNOWN = object()
"""A value that depends on what is known only when Alloy runs."""

EMPTY: Mapping[str, Any] = {"string": "", "secret": "", "secret_or_string": "", "number": 0, "duration": 0, "bytes": 0}
UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
LONG_UNITS = {"d": 86400, "w": 604800, "y": 31536000}
SIZES = {"": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "t": 1000**4, "p": 1000**5, "e": 1000**6}


class Finding(NamedTuple):
    """What is wrong with the values of a body. `node` is None where the body itself is at fault, or what it lacks."""

    code: Code
    message: str
    help: str
    node: Node | None = None
    offset: int | None = None
    extent: int = 1


class Fields(NamedTuple):
    """A body's statements by name, and what its component or block takes. Of `faulty` ones all is said already.

    `path` are the blocks down to the body, `version` is that of Alloy.
    """

    spec: BodySpec
    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, list[Block]]
    defaults: Mapping[str, Any]
    faulty: frozenset[str] = frozenset()
    path: tuple[str, ...] = ()
    version: int = NEWEST

    def value(self, name: str) -> Any:
        """A value as Python has it: a duration in seconds, a size in bytes, None for what is not there, UNKNOWN."""
        given = self.attributes.get(name)
        spec = self.spec.attributes.get(name)
        if name in self.faulty or (given is None and spec is not None and spec.required):
            return UNKNOWN
        if given is not None:
            written = constant(given.value)
            if written is None and spec is not None:
                return EMPTY.get(spec.type.name)  # null is no default: it makes the value empty
            return written if written is UNKNOWN or spec is None else measured(written, spec.type)
        if spec is None:
            return self.blocks.get(name)
        default = self.defaults.get(name, spec.default)
        return measured(default, spec.type) if default is not None else EMPTY.get(spec.type.name)

    def is_set(self, name: str) -> bool | None:
        """Whether there is something; None if that cannot be known. What a component exports is something."""
        value = self.value(name)
        if value is UNKNOWN:
            given = self.attributes.get(name)
            return True if given is not None and comes_from_a_component(given.value) else None
        return bool(value)

    def is_given(self, name: str) -> bool:
        """Whether it stands in the body, whatever it says, but for null."""
        if name in self.blocks:
            return True
        given = self.attributes.get(name)
        return given is not None and not (isinstance(given.value, Literal) and given.value.value is None)

    def node(self, name: str) -> Node | None:
        """What to point at: the value of an attribute, or a block, where the body has it."""
        if name in self.attributes:
            return self.attributes[name].value
        return self.blocks[name][0] if name in self.blocks else None


def fields_of(
    body: Body,
    spec: BodySpec,
    defaults: Mapping[str, Any],
    reported: frozenset[int] = frozenset(),
    path: tuple[str, ...] = (),
    version: int = NEWEST,
) -> Fields:
    """`reported` are the ids of nodes that have a fault already."""
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, list[Block]] = {}
    for statement in body:
        if isinstance(statement, Attribute):
            attributes[statement.name] = statement
        else:
            blocks.setdefault(statement.name, []).append(statement)
    faulty = frozenset(name for name, given in attributes.items() if is_reported(given, reported)) if reported else NONE
    return Fields(spec, attributes, blocks, defaults, faulty, path, version)


def is_reported(given: Attribute, reported: frozenset[int]) -> bool:
    return id(given) in reported or any(id(node) in reported for node in nodes(given.value))


def constant_node(value: Expr) -> Expr | None:
    """The value of an expression as syntax, if it is constant; a list as it is written, whatever is in it."""
    if isinstance(value, Literal | Array):
        return value
    try:
        return fold(value)
    except Undefined:
        return None


def constant(value: Expr) -> Any:
    """What an expression is, UNKNOWN if that cannot be said yet. A list or object is known as far as its parts are."""
    if type(value) is Literal:
        return value.value
    try:
        folded = fold(value)
    except Undefined:
        return UNKNOWN
    return plain(folded) if folded is not None else UNKNOWN


def measured(value: Any, type: Type) -> Any:
    """A value in the unit of its type."""
    match type.name, value:
        case "duration", str():
            return seconds(value)
        case "bytes", str():
            return size(value)
        case "number", str():
            return float(value) if re.fullmatch(r"[-+]?[0-9.]+(e[-+]?\d+)?", value) else UNKNOWN
        case "string" | "secret", int() | float() if not isinstance(value, bool):
            return str(value)
        case "list", list() if type.of is not None:
            return [measured(item, type.of) for item in value]
    return value


def seconds(text: str) -> Any:
    """A duration of Go or of Prometheus. UNKNOWN for a text that is none, which is reported as such."""
    parts = re.findall(r"([0-9]*\.?[0-9]*)(ns|us|µs|μs|ms|s|m|h|d|w|y)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("+-"):
        return 0 if text.strip("+-") == "0" else UNKNOWN
    total = sum(float(number or 0) * (UNITS.get(unit) or LONG_UNITS[unit]) for number, unit in parts)
    return -total if text.startswith("-") else total


def size(text: str) -> Any:
    found = re.fullmatch(r"(?i)([0-9.]+)\s*([kmgtpe]?)(i?)b?", text)
    if found is None:
        return UNKNOWN
    number, unit, binary = found.groups()
    factor = SIZES[unit.lower()]
    return float(number) * (1024 ** (list(SIZES).index(unit.lower())) if binary else factor)
