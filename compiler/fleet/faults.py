"""The diagnostics of many clusters, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..report.diagnostics import Diagnostic

NAMED = 3
"""Clusters that are named; the others are counted."""


def with_clusters(found: Mapping[Diagnostic, Sequence[str]], clusters: int) -> list[Diagnostic]:
    """Each diagnostic with the clusters that have it in its message, in a fleet of more than one."""
    if clusters == 1:
        return list(found)
    return [replace(d, message=f"{d.message} (in {counted(names)})") for d, names in found.items()]


def counted(names: Sequence[str]) -> str:
    """How many clusters, and the first of them: `3 clusters: eu-1, eu-2, eu-3`."""
    several = sorted(set(names))
    listed = ", ".join(several[:NAMED]) + (", ..." if len(several) > NAMED else "")
    return f"{len(several)} clusters: {listed}" if len(several) > 1 else f"cluster {listed}"
