"""What a newer Alloy does not take: arguments that were removed or renamed, components that are no more.

The values are built for each later version that the catalog knows, the newest first: where that builds, all do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..catalog import number, versions
from ..compile import compile_values
from ..report.diagnostics import Diagnostic, Refused
from .finding import Case, Finding

DEPRECATED = ("deprecated-key", "deprecated-function")


def check(case: Case) -> Iterator[Finding]:
    """A finding for each thing that a later Alloy refuses, and for each that the chart or Alloy calls deprecated."""
    for warned in case.built.warnings:
        if warned.code in DEPRECATED:
            yield Finding(replace(warned, code="upgrade"))
    now = number(case.settings.alloy_version)
    later = [version for version in versions() if now is not None and (number(version) or 0) > now]
    told: set[object] = set()
    if later and _faults(case, later[-1]):
        for version in later:
            for fault in _faults(case, version):
                if (key := (fault.code, fault.path, fault.within)) not in told:
                    told.add(key)
                    yield Finding(_finding(fault, version))


def _faults(case: Case, version: str) -> tuple[Diagnostic, ...]:
    """What a version has against the values."""
    try:
        compile_values(case.values, replace(case.settings, alloy_version=version))
    except Refused as refused:
        return refused.diagnostics
    return ()


def _finding(fault: Diagnostic, version: str) -> Diagnostic:
    message = f"Alloy {version} does not take this: {fault.message}"
    return replace(fault, code="upgrade", message=message, severity="warning")
