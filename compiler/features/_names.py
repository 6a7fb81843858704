"""Names of a feature's parts for release info."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..values.placed import in_place_of


class Switched(Protocol):
    """A part that is on or off."""

    @property
    def enabled(self) -> bool | None: ...


def names_of(parts: Mapping[str, Switched]) -> str:
    """The names of those parts that are on."""
    switches = {name: part.enabled for name, part in parts.items()}
    return in_place_of(",".join(name for name, on in switches.items() if on), *switches.values())
