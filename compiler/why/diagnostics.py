"""An answer as diagnostics: one for each destination that the datum does not come to."""

from __future__ import annotations

from ..report.diagnostics import Diagnostic, dotted
from .outcome import Answer
from .places import span
from .record import question_text


def diagnostics(found: Answer) -> list[Diagnostic]:
    """What is dropped or unknown, each at the line that decides."""
    edit = found.edits[0].changes[0] if found.edits else None
    help = f"set `{dotted(edit.path)}` to {edit.value}" if edit else "alloyc explain missing-metric"
    told = []
    for outcome in found.outcomes:
        by = outcome.decision.by if outcome.decision else outcome.missing_by
        place = next((at for one in by if (at := span(found.world, one)) is not None), None)
        said = f"{question_text(found)} does not arrive" + (f" at `{outcome.name}`" if outcome.name else "")
        path = by[0].path if by and by[0].kind != "preset" else ()
        if outcome.verdict == "dropped":
            told.append(Diagnostic("dropped-datum", said, path, help, "warning", place))
        elif outcome.verdict == "unknown":
            reason = f"whether {question_text(found)} arrives is unknown: {outcome.reason}"
            told.append(Diagnostic("unknown-outcome", reason, path, "", "warning", place))
    return told
