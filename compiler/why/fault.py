"""A question that cannot be asked."""

from __future__ import annotations

from ..report.diagnostics import Diagnostic, Refused


def refused(message: str, help: str) -> Refused:
    return Refused([Diagnostic("invalid-question", message, help=help)])
