"""Which Alloy versions, and which stability level, a configuration runs on, and what decides each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..catalog import STABILITIES, versions
from ..report.diagnostics import Diagnostic
from ..syntax.ast import File
from ..values.reference import ALLOY_VERSION
from . import check


@dataclass(frozen=True)
class Compatibility:
    """`below` are the faults at the version before `lowest`, `above` those at the one after `highest`, `unstable` those
    at the level below `stability`. Where no version runs it, both ends are None and `faults` are those of the newest
    version with the fewest."""

    lowest: str | None
    highest: str | None
    stability: str | None
    below: tuple[Diagnostic, ...] = ()
    above: tuple[Diagnostic, ...] = ()
    unstable: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()


def compat(
    file: File, *, source: str, version: str = ALLOY_VERSION, read: Callable[[str], str | None] = lambda path: None
) -> Compatibility:
    """The versions that take a configuration: those around `version` if it is one of them, else the newest in a row.

    The stability level is the lowest that the newest of them runs it on.
    """
    known = versions()
    errors = {each: faults(file, source, each, "experimental", read) for each in known}
    fit = [each for each in known if not errors[each]]
    if not fit:
        best = min(reversed(known), key=lambda each: len(errors[each]))
        return Compatibility(None, None, None, faults=errors[best])
    lowest, highest = run_around(version if version in fit else fit[-1], known, fit)
    judged = version if version in fit else highest
    level, unstable = lowest_level(file, source, judged, read)
    before, after = known.index(lowest) - 1, known.index(highest) + 1
    below = errors[known[before]] if before >= 0 else ()
    above = errors[known[after]] if after < len(known) else ()
    return Compatibility(lowest, highest, level, below, above, unstable)


def run_around(version: str, known: tuple[str, ...], fit: list[str]) -> tuple[str, str]:
    """The ends of the unbroken run of fitting versions that `version` is in."""
    first = last = known.index(version)
    while first > 0 and known[first - 1] in fit:
        first -= 1
    while last + 1 < len(known) and known[last + 1] in fit:
        last += 1
    return known[first], known[last]


def lowest_level(
    file: File, source: str, version: str, read: Callable[[str], str | None]
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The lowest stability level without faults, and the faults of the level below it."""
    below: tuple[Diagnostic, ...] = ()
    for level in STABILITIES:
        found = faults(file, source, version, level, read)
        if not found:
            return level, below
        below = found
    return STABILITIES[-1], below


def faults(
    file: File, source: str, version: str, stability: str, read: Callable[[str], str | None]
) -> tuple[Diagnostic, ...]:
    found = check(file, source=source, version=version, stability=stability, read=read)
    return tuple(diagnostic for diagnostic in found if diagnostic.severity == "error")
