"""Faults that are there only because of another: one mistake is one error, and the root of it is the one to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Path

RESTS_ON: Mapping[Code, Path] = {
    "no-collector": ("collectors",),
    "no-collector-assigned": ("collectors",),
    "unknown-collector": ("collectors",),
    "no-destination": ("destinations",),
    "unknown-destination": ("destinations",),
    "missing-telemetry-service": ("telemetryServices",),
    "mismatched-opencost": ("telemetryServices",),
}
"""Where what a fault looks for in vain would stand, if that could be read."""
NOTHING_THERE: frozenset[Code] = frozenset(
    {"missing-cluster-name", "missing-credentials", "missing-data-source", "missing-key", "missing-preset",
     "missing-selector", "no-instance", "nothing-to-gather"}
)  # fmt: skip
"""Faults of what is not there: it may be what could not be read."""


def without_follow_ups(found: Iterable[Diagnostic], read: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What was found wrong in values that were read with these faults, without what follows from them."""
    roots = [_blamed(fault) for fault in read if fault.severity == "error" and fault.code != "unknown-preset"]
    found = list(found)
    refused = [fault.path for fault in found if fault.severity == "error"]
    for fault in found:
        is_hint = fault.code == "unused-option" and fault.severity == "warning"
        is_said = is_hint and any(_is_within(path, fault.path) for path in refused)
        if not is_said and not any(_follows(fault, root) for root in roots):
            yield fault


def _blamed(fault: Diagnostic) -> Path:
    """What nothing can be said of: a section of which nobody knows whether it is on, a collector without presets."""
    return fault.path[:-1] if fault.path[-1:] in (("enabled",), ("preset",), ("presets",)) else fault.path


def _follows(fault: Diagnostic, root: Path) -> bool:
    rests_on = RESTS_ON.get(fault.code)
    return bool(root) and (
        _is_within(fault.path, root)
        or (rests_on is not None and (root == rests_on or (root[0] == "telemetryServices" == rests_on[0])))
        or (fault.code in NOTHING_THERE and _is_within(root, fault.path) and bool(fault.path))
    )


def _is_within(path: Path, around: Path) -> bool:
    return path[: len(around)] == around
