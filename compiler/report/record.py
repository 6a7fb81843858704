"""Frozen dataclasses that cost little to declare and to make.

`dataclasses` writes six functions for a frozen class and compiles each: with the classes that a build needs, a tenth of
the time of a small one, and to make an instance takes four times as long as of a class that is not guarded. Here only
`__init__` is written; what compares, hashes and shows records is shared. That nobody changes one is held by mypy, to
which this is `dataclasses.dataclass`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool, slots: bool = False, kw_only: bool = False) -> Callable[[type], type]:
        """`dataclasses.dataclass`, for frozen classes that are compared by their fields."""
        assert frozen, "what changes is a dataclass of the standard library"

        def decorate(declared: type) -> type:
            made = dataclasses.dataclass(repr=False, eq=False, slots=slots, kw_only=kw_only)(declared)
            fields = made.__dataclass_fields__
            compared = attrgetter(*([name for name in fields if fields[name].compare] or ["__class__"]))

            def equal(self: Any, other: object) -> Any:
                return compared(self) == compared(other) if type(other) is type(self) else NotImplemented

            def hashed(self: Any) -> int:
                return hash(compared(self))

            made.__eq__, made.__hash__ = equal, hashed
            return shown(made)

        return decorate


def shown(made: type) -> type:
    """The class, whose instances are shown as those of a dataclass are."""
    made.__repr__ = _shown  # type: ignore[assignment]
    return made


def _shown(record: Any) -> str:
    shown = (f"{name}={getattr(record, name)!r}" for name in record.__dataclass_fields__)
    return f"{type(record).__qualname__}({', '.join(shown)})"
