"""The tables of presets/ottl/: functions, contexts, paths and named numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ...values.preset_data import data
from .ast import Path
from .faults import fault, nearest


class Parameter(NamedTuple):
    """An argument of a function. `kind` is one of those of presets/ottl/functions.yaml, without the brackets."""

    name: str
    kind: str
    is_list: bool
    optional: bool


class Place(NamedTuple):
    """What a path leads to: a field of a record of its context."""

    context: str
    kind: str
    field: str


KEYED = ("attributes", "value", "trace_state", "request_attributes")


@cache
def functions(context: str, kind: str) -> Mapping[str, tuple[Parameter, ...]]:
    """The functions that statements (kind "transform") or conditions of a context may call."""
    tables = data("ottl/functions")
    known: dict[str, dict[str, str]] = dict(tables["converters"])
    if kind == "transform":
        known |= tables["editors"]
    if kind == "router":
        known |= tables["router"]
    extra = "transform" if kind == "transform" else "filter"
    known |= tables[extra].get(context, {})
    return {name: tuple(_parameter(*item) for item in arguments.items()) for name, arguments in known.items()}


def _parameter(name: str, kind: str) -> Parameter:
    required = kind.removeprefix("optional ")
    return Parameter(name, required.strip("[]"), required[0] == "[", required != kind)


def choices(function: str, parameter: str) -> tuple[str, ...]:
    """The texts that an argument takes; none where it takes any."""
    return tuple(data("ottl/functions")["choices"].get(f"{function}.{parameter}", ()))


def is_pattern(function: str, parameter: str) -> bool:
    return f"{function}.{parameter}" in data("ottl/functions")["patterns"]


def is_glob(function: str, parameter: str) -> bool:
    return f"{function}.{parameter}" in data("ottl/functions")["globs"]


def since(name: str) -> tuple[int, int] | None:
    """The Alloy that first has a function, or `function.argument`; None where every one has it."""
    version = data("ottl/functions")["since"].get(name)
    return None if version is None else numbers(version)


def numbers(version: str) -> tuple[int, int]:
    """`1.18.2` as (1, 18)."""
    major, minor = version.removeprefix("v").split(".")[:2]
    return int(major), int(minor)


def contexts() -> Mapping[str, Any]:
    table: Mapping[str, Any] = data("ottl/contexts")["contexts"]
    return table


def enums(context: str) -> Mapping[str, int]:
    table: Mapping[str, int] = data("ottl/contexts")["enums"].get(context, {})
    return table


def inference_order() -> list[str]:
    order: list[str] = data("ottl/contexts")["inference"]
    return order


def context_of(name: str) -> str:
    """`instrumentation_scope` is `scope` under an older name."""
    renamed: str = data("ottl/contexts")["other_names"].get(name, name)
    return renamed


def first_context(path: Path, context: str, kind: str) -> str:
    """The context that a path begins with, of those that may stand there; "" where it begins with none.

    A path of one name has no context. In conditions that need not name theirs, `instrumentation_scope` counts too.
    """
    names = (context, *contexts()[context]["others"])
    if kind != "transform":
        names = (*names, *contexts()[context]["unwritten"])
    written = len(path.fields) > 1 and not path.fields[0].keys and path.fields[0].name in names
    return path.fields[0].name if written else ""


def place(path: Path, context: str, kind: str) -> Place:
    """What a path means in a statement of a context. Raises OttlFault for what is not there, or cannot be indexed."""
    written = first_context(path, context, kind)
    owner, fields = context_of(written or context), path.fields[1:] if written else path.fields
    name = ".".join(part.name for part in fields)
    if fields[0].name == "cache":
        if owner != context:
            raise fault(
                path.at, f"`{path}`: the cache is that of the statement's own context", f"use `{context}.cache`"
            )
        found = Place(owner, "attributes", "cache")
        if len(fields) > 1:
            raise fault(path.at, f"`{path}`: nothing stands below `cache`", 'use `cache["name"]`')
    else:
        table = data("ottl/paths")[owner]
        if name not in table or (name == "event_index" and context != "spanevent"):
            raise fault(path.at, f"`{owner}` has no path `{name}`", _path_help(name, table))
        found = Place(owner, *table[name].split(" "))
    for part in fields if found.kind not in KEYED else fields[:-1]:
        if part.keys:
            raise fault(part.at, f"`{part.name}` cannot be indexed")
    if found.kind == "trace_state" and len(fields[-1].keys) > 1:
        raise fault(fields[-1].at, "`trace_state` takes one key")
    return found


def _path_help(name: str, table: Mapping[str, str]) -> str:
    first, _, rest = name.partition(".")
    if rest and first == "attributes":
        return f'did you mean `attributes["{rest}"]`?'
    return nearest(name, table)
