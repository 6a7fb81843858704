"""The functions of OTTL, by name. Their arguments are those of presets/ottl/functions.yaml, already converted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from ....languages.ottl.values import Unmodelled

_ROOMS = ("editors", "texts", "kinds", "lists", "hashes", "times", "parsing")
_OF_RECORDS = ("spans", "metrics")


class Function(NamedTuple):
    """`lazy`: it wants its arguments as functions, to ask for those that it needs. `of_record`: it wants the record."""

    run: Callable[..., Any]
    lazy: bool = False
    of_record: bool = False


@cache
def function_named(name: str) -> Function:
    """A function by its name. Raises Unmodelled."""
    for room in (*_ROOMS, *_OF_RECORDS):
        module = import_module(f".{room}", __name__)
        if name in module.LAZY:
            return Function(module.LAZY[name], lazy=True, of_record=room in _OF_RECORDS)
        if name in module.FUNCTIONS:
            return Function(module.FUNCTIONS[name], of_record=room in _OF_RECORDS)
    raise Unmodelled(f"the function `{name}`")
